/// socket-fuzz SEEDS [--count N] [--seed S] [--first N]: sends mutated requests to eigenfaces-server (or the
/// program that GASWORKS_TEST_SERVER names, such as one built with sanitizers) over loopback, asks it all
/// along whether it is alive, and prints a table. Ends with 1, and the number of the request, where an answer
/// is not HTTP or is a 500, where the server does not answer in time or dies, and where it has kept a
/// descriptor.
#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <deque>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <stdexcept>
#include <thread>

#include <CLI/CLI.hpp>

#include "tests/http/server/raw_client.hpp"
#include "tests/reliability/socket_fuzz/mutation.hpp"
#include "tests/server/service/faces.hpp"
#include "tests/server/service/running_server.hpp"
#include "tests/temporary_folder.hpp"

namespace {

using namespace http_test;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

struct Table {
    std::map<int, std::size_t> answers;  ///< by status
    std::size_t unanswered = 0;
    std::size_t liveness_checks = 0;
    Milliseconds slowest_check{0};
};

/// The seeds in the order of their names.
std::vector<std::string> read_seeds(const std::filesystem::path& folder) {
    std::vector<std::string> seeds;
    for (const std::string& name : names_in(folder))
        seeds.push_back(contents_of(folder / name));
    return seeds;
}

/// Counts the answers in what a server sent until it closed. Throws where that is anything else than whole
/// answers; the last one may belong to a HEAD request, which has no body.
void count_answers(std::string_view bytes, Table& table) {
    if (bytes.empty()) ++table.unanswered;
    while (!bytes.empty()) {
        const auto end = bytes.find("\r\n\r\n");
        if (!bytes.starts_with("HTTP/1.1 ") || end == std::string_view::npos)
            throw std::runtime_error("this is no answer: " + std::string(bytes.substr(0, 200)));
        const std::string head(bytes.substr(0, end + 2));
        const int status = std::stoi(head.substr(9, 3));
        ++table.answers[status];
        if (status == 500) throw std::runtime_error("500: " + std::string(bytes.substr(0, 2000)));
        bytes.remove_prefix(end + 4);
        const auto length = head.find("\r\nContent-Length: ");
        if (length == std::string::npos || bytes.starts_with("HTTP/1.1 ")) continue;
        bytes.remove_prefix(
            std::min(bytes.size(), static_cast<std::size_t>(std::stoul(head.substr(length + 18)))));
    }
}

class Campaign {
  public:
    Campaign(std::uint16_t port, const Mutator& mutator) : port_(port), mutator_(mutator) {}

    void send(std::uint64_t number) {
        const Delivery delivery = mutator_.request(number);
        RawClient client(port_);
        std::size_t begin = 0;
        for (const std::size_t cut : delivery.cuts) {
            client.send(std::string_view(delivery.bytes).substr(begin, cut - begin));
            begin = cut;
        }
        client.send(std::string_view(delivery.bytes).substr(begin));
        switch (delivery.ending) {
            case Delivery::Ending::wait:
                client.shut_down_sending();
                count_answers(client.read_until_close(), table_);
                break;
            case Delivery::Ending::leave:
                break;
            case Delivery::Ending::reset:
                client.reset();
                break;
            case Delivery::Ending::keep:
                kept_.push_back(std::move(client));
                if (kept_.size() > most_kept) kept_.pop_front();
                break;
        }
    }

    void check_liveness() {
        const auto begin = Clock::now();
        const RawResponse answer = RawClient(port_).ask(get("/livez"));
        if (answer.status != 200) throw std::runtime_error("/livez answers " + std::to_string(answer.status));
        table_.slowest_check = std::max(table_.slowest_check, Milliseconds(Clock::now() - begin));
        ++table_.liveness_checks;
    }

    void let_go() { kept_.clear(); }
    const Table& table() const { return table_; }

  private:
    static constexpr std::size_t most_kept = 50;

    const std::uint16_t port_;
    const Mutator& mutator_;
    std::deque<RawClient> kept_;
    Table table_;
};

std::size_t descriptors(pid_t process) {
    const std::filesystem::directory_iterator all("/proc/" + std::to_string(process) + "/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

double resident_mib(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/statm");
    double all = 0;
    double resident = 0;
    file >> all >> resident;
    constexpr double pages_per_mib = 256;
    return resident / pages_per_mib;
}

/// Waits until the server has no more descriptors than before; throws when it keeps them.
void expect_descriptors(pid_t process, std::size_t before) {
    const auto deadline = Clock::now() + std::chrono::seconds(60);
    while (descriptors(process) > before) {
        if (Clock::now() > deadline) throw std::runtime_error("the server keeps descriptors");
        std::this_thread::yield();
    }
}

/// A data set, a model and a picture, so that requests find something.
void prepare(std::uint16_t port) {
    const std::string steps = "/cloudmesh/EigenfacesSVM";
    const std::string min_faces = std::to_string(small_faces().min_faces);
    const std::string form =
        "--edge\r\nContent-Disposition: form-data; name=upload; filename=me.jpg\r\n\r\n" +
        small_faces().picture + "\r\n--edge--\r\n";
    const std::string type = "Content-Type: multipart/form-data; boundary=edge\r\n";
    for (const std::string& request :
         {post(steps + "/download_data", ""), post(steps + "/train?min_faces_per_person=" + min_faces, ""),
          post("/cloudmesh/upload", form, type)}) {
        RawClient::Options patient;
        patient.patience = std::chrono::minutes(5);
        const RawResponse answer = RawClient(port, patient).ask(request);
        if (answer.status != 200) throw std::runtime_error("can't prepare the server: " + answer.body);
    }
}

void print(const Table& table, std::uint64_t requests, double seconds) {
    std::printf("%-34s %10llu\n", "mutated requests", static_cast<unsigned long long>(requests));
    std::printf("%-34s %10.0f\n", "seconds", seconds);
    for (const auto& [status, count] : table.answers)
        std::printf("answers %-26d %10zu\n", status, count);
    std::printf("%-34s %10zu\n", "read to the end without an answer", table.unanswered);
    std::printf("%-34s %10zu\n", "checks of /livez", table.liveness_checks);
    std::printf("%-34s %10.1f\n", "slowest of them, ms", table.slowest_check.count());
}

int run(const std::string& seeds, std::uint64_t first, std::uint64_t count, std::uint64_t random_seed) {
    constexpr std::uint64_t between_checks = 50;
    const Mutator mutator(read_seeds(seeds), random_seed);
    const TemporaryFolder folder;
    put_file(folder / "faces.tgz", small_faces().archive);
    RunningServer server(folder / "data",
                         {"--dataset-url", "file://" + (folder / "faces.tgz").string(), "--dataset-sha256",
                          small_faces().sha256, "--body-time", "2", "--head-time", "2"});
    prepare(server.port());
    Campaign campaign(server.port(), mutator);
    campaign.check_liveness();
    const std::size_t descriptors_before = descriptors(server.process());
    const double memory_before = resident_mib(server.process());
    const auto begin = Clock::now();
    for (std::uint64_t number = first; number < first + count; ++number) {
        try {
            campaign.send(number);
            if (number % between_checks == 0) campaign.check_liveness();
        } catch (const std::exception& error) {
            std::cerr << "request " << number << " of seed " << random_seed << ": " << error.what() << '\n';
            return 1;
        }
    }
    campaign.let_go();
    campaign.check_liveness();
    expect_descriptors(server.process(), descriptors_before);
    print(campaign.table(), count, std::chrono::duration<double>(Clock::now() - begin).count());
    std::printf("%-34s %4zu, %4zu\n", "descriptors before, after", descriptors_before,
                descriptors(server.process()));
    std::printf("%-34s %4.0f, %4.0f\n", "resident MiB before, after", memory_before,
                resident_mib(server.process()));
    server.signal(SIGTERM);
    const int code = server.wait();
    std::printf("%-34s %10d\n", "the server's exit code", code);
    return code == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    std::string seeds;
    std::uint64_t first = 0;
    std::uint64_t count = 50'000;
    std::uint64_t random_seed = 1;
    CLI::App app{"Sends mutated requests to eigenfaces-server, which must stay what it was.", "socket-fuzz"};
    app.add_option("seeds", seeds, "Folder of requests to mutate")->required()->check(CLI::ExistingDirectory);
    app.add_option("--count", count, "Requests")->capture_default_str();
    app.add_option("--first", first, "Number of the first request; with --count 1 that one alone")
        ->capture_default_str();
    app.add_option("--seed", random_seed, "Of the random numbers")->capture_default_str();
    CLI11_PARSE(app, argc, argv);
    try {
        return run(seeds, first, count, random_seed);
    } catch (const std::exception& error) {
        std::cerr << "socket-fuzz: " << error.what() << '\n';
        return 1;
    }
}
