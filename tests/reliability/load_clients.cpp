#include "tests/reliability/load_clients.hpp"

#include <mutex>
#include <optional>
#include <random>
#include <stop_token>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "tests/http/server/raw_client.hpp"

namespace {

using Clock = std::chrono::steady_clock;
using http_test::RawClient;

struct Kind {
    std::string name;
    std::string request;
    std::optional<std::string> body;  ///< that a 200 must have
};

float milliseconds(Clock::duration duration) {
    return std::chrono::duration<float, std::milli>(duration).count();
}

std::string form(const std::string& part, const std::string& file, const std::string& bytes) {
    return "--boundary-of-load\r\nContent-Disposition: form-data; name=\"" + part + "\"; filename=\"" + file +
           "\"\r\nContent-Type: image/jpeg\r\n\r\n" + bytes + "\r\n--boundary-of-load--\r\n";
}

std::string post_form(const std::string& target, const std::string& body) {
    return http_test::post(target, body, "Content-Type: multipart/form-data; boundary=boundary-of-load\r\n");
}

/// Sends one request and adds up what came of it; makes the connection anew where it was lost.
class Client {
  public:
    explicit Client(std::uint16_t port) : port_(port) {}

    void ask(const Kind& kind, Tally& tally) {
        const auto begin = Clock::now();
        try {
            if (!connection_) connection_.emplace(port_, RawClient::Options{"127.0.0.1", 0, patience});
            const auto answer = connection_->ask(kind.request);
            tally.milliseconds.push_back(milliseconds(Clock::now() - begin));
            ++tally.statuses[answer.status];
            if (answer.status >= 500 && !(answer.status == 503 && answer.has("retry-after"))) {
                ++tally.unexcused;
                tally.complain(answer.body);
            }
            if (answer.status == 200 && kind.body && answer.body != *kind.body) {
                ++tally.wrong;
                tally.complain("200 with the body " + answer.body);
            }
            if (answer.has("connection") && answer.header("connection") == "close") connection_.reset();
        } catch (const std::exception& error) {
            ++tally.broken;
            tally.complain(error.what());
            connection_.reset();
        }
    }

  private:
    /// A training may wait for all the others' work.
    static constexpr std::chrono::milliseconds patience{300'000};
    std::uint16_t port_;
    std::optional<RawClient> connection_;
};

/// The clients' work is not to be counted as the server's slowness: on a machine of their own they would not
/// take its time.
void step_back() {
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), 10);
}

}  // namespace

LoadResult run_load(const LoadPlan& plan) {
    const std::string steps = "/cloudmesh/EigenfacesSVM";
    const Kind predict{"predict", http_test::get(steps + "/predict?image_file_paths=" + plan.picture_name),
                       plan.prediction};
    const Kind predict_post{"predict_post",
                            post_form(steps + "/predict", form("pictures", "any.jpg", plan.picture)),
                            plan.prediction};
    const Kind upload{"upload",
                      post_form("/cloudmesh/upload", form("upload", plan.picture_name, plan.picture)),
                      plan.picture_name};
    const std::vector<Kind> others = {{"openapi", http_test::get("/cloudmesh/openapi.json"), {}},
                                      {"ui", http_test::get("/cloudmesh/ui/"), {}},
                                      {"metrics", http_test::get("/metrics"), {}},
                                      {"readyz", http_test::get("/readyz"), "ok"}};
    const Kind train{"train", http_test::post(plan.train_target, ""), {}};
    const Kind livez{"livez", http_test::get("/livez"), "ok"};

    LoadResult result;
    std::mutex mutex;
    const auto report = [&](const std::map<std::string, Tally>& kinds) {
        const std::lock_guard lock(mutex);
        for (const auto& [kind, tally] : kinds)
            result.kinds[kind].add(tally);
    };
    std::atomic<bool> training{false};
    const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(plan.time);

    std::vector<std::jthread> threads;
    for (std::size_t number = 0; number < plan.connections; ++number) {
        threads.emplace_back([&, number] {
            step_back();
            std::mt19937_64 random(plan.seed + number);
            Client client(plan.port);
            std::map<std::string, Tally> kinds;
            while (Clock::now() < end) {
                const auto die = random() % 10;
                const Kind& kind = die < 6    ? predict
                                   : die == 6 ? predict_post
                                   : die == 7 ? upload
                                              : others[random() % others.size()];
                client.ask(kind, kinds[kind.name]);
            }
            report(kinds);
        });
    }
    threads.emplace_back([&] {
        Client client(plan.port);
        std::map<std::string, Tally> kinds;
        while (Clock::now() < end) {
            training = true;
            client.ask(train, kinds[train.name]);
            training = false;
        }
        report(kinds);
    });
    threads.emplace_back([&] {
        Client client(plan.port);
        Tally otherwise;
        auto last_answer = Clock::now();
        for (auto next = Clock::now(); next < end; next += std::chrono::milliseconds(10)) {
            std::this_thread::sleep_until(next);
            // What the last answer took beyond the interval is no lateness of this kind.
            if (last_answer < next) result.lateness.push_back(milliseconds(Clock::now() - next));
            client.ask(livez, training ? result.livez_while_training : otherwise);
            last_answer = Clock::now();
        }
        report({{livez.name, otherwise}});
    });
    threads.clear();
    result.trainings = result.kinds["train"].statuses[200];
    result.kinds["livez"].add(result.livez_while_training);
    return result;
}
