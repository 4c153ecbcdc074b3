#include "tests/server/objects/s3/running_store.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <curl/curl.h>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

using namespace eigenfaces::service;

namespace {

constexpr std::chrono::seconds patience{60};

struct Pipe {
    int ends[2] = {-1, -1};
    Pipe() {
        if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe2 failed");
    }
};

std::string first_line(int descriptor) {
    std::string line;
    const auto deadline = std::chrono::steady_clock::now() + patience;
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now())
                .count();
        pollfd waiting{descriptor, POLLIN, 0};
        if (left <= 0 || ::poll(&waiting, 1, static_cast<int>(left)) <= 0)
            throw std::runtime_error("the store does not say where it listens");
        char character = 0;
        if (::read(descriptor, &character, 1) != 1) throw std::runtime_error("the store ended at once");
        if (character == '\n') return line;
        line += character;
    }
}

std::size_t append(char* data, std::size_t, std::size_t count, void* user) {
    static_cast<std::string*>(user)->append(data, count);
    return count;
}

std::string ask(const std::string& url, const std::string* body) {
    const std::unique_ptr<CURL, void (*)(CURL*)> easy(curl_easy_init(), &curl_easy_cleanup);
    std::string answer;
    curl_easy_setopt(easy.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEFUNCTION, &append);
    curl_easy_setopt(easy.get(), CURLOPT_WRITEDATA, static_cast<void*>(&answer));
    if (body != nullptr) {
        curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDSIZE, static_cast<long>(body->size()));
        curl_easy_setopt(easy.get(), CURLOPT_POSTFIELDS, body->c_str());
    }
    if (const CURLcode code = curl_easy_perform(easy.get()); code != CURLE_OK)
        throw std::runtime_error(std::string("the store's control: ") + curl_easy_strerror(code));
    return answer;
}

}  // namespace

RunningStore::RunningStore(const S3Dialect& dialect) : dialect_(dialect) {
    curl_library();
    const Pipe in;
    const Pipe out;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in.ends[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out.ends[1], STDOUT_FILENO);
    std::vector<std::string> words = {GASWORKS_NODE,
                                      GASWORKS_S3_STORE,
                                      GASWORKS_TEST_MODULES,
                                      bucket,
                                      access_key,
                                      secret_key,
                                      session_token,
                                      region,
                                      "127.0.0.1",
                                      dialect.has_generations ? "google" : "amazon"};
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (std::string& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    const int error = ::posix_spawnp(&process_, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    ::close(in.ends[0]);
    ::close(out.ends[1]);
    input_ = in.ends[1];
    if (error != 0) throw std::runtime_error("cannot start " + words[0]);
    const std::string line = first_line(out.ends[0]);
    ::close(out.ends[0]);
    port_ = std::stoi(line);
}

RunningStore::~RunningStore() {
    ::close(input_);
    ::waitpid(process_, nullptr, 0);
}

S3Settings RunningStore::settings(const std::string& prefix) const {
    S3Settings settings;
    settings.location = {bucket, prefix, dialect_};
    settings.endpoint = endpoint();
    settings.region = region;
    settings.credentials = {access_key, secret_key, dialect_.has_generations ? "" : session_token};
    return settings;
}

void RunningStore::fail(const std::string& faults) const {
    ask(endpoint() + "/-/faults", &faults);
}

std::string RunningStore::requests() const {
    return ask(endpoint() + "/-/requests", nullptr);
}

std::size_t RunningStore::unfinished_uploads() const {
    return nlohmann::json::parse(ask(endpoint() + "/-/uploads", nullptr)).size();
}

std::size_t RunningStore::count(const std::string& method) const {
    std::size_t count = 0;
    for (const auto& request : nlohmann::json::parse(requests())) {
        if (request.at("method") == method) ++count;
    }
    return count;
}

const CurlLibrary& curl_library() {
    static const CurlLibrary library;
    return library;
}

const RunningStore& running_store() {
    static const RunningStore store(amazon_s3);
    return store;
}

const RunningStore& google_store() {
    static const RunningStore store(google_storage);
    return store;
}

std::string new_prefix() {
    static std::atomic<int> number = 0;
    return "prefix with spaces/" + std::to_string(++number);
}

S3Limits short_limits() {
    S3Limits limits;
    limits.connect_timeout = std::chrono::milliseconds(2'000);
    limits.stall = std::chrono::seconds(1);
    limits.deadline = std::chrono::milliseconds(15'000);
    limits.attempts = 4;
    limits.first_backoff = std::chrono::milliseconds(5);
    limits.longest_backoff = std::chrono::milliseconds(20);
    limits.part_bytes = std::uint64_t{5} << 20U;
    return limits;
}

S3Limits limits_without_stall() {
    S3Limits limits = short_limits();
    limits.connect_timeout = std::chrono::seconds(60);
    limits.stall = std::chrono::seconds(60);
    limits.deadline = std::chrono::seconds(60);
    return limits;
}
