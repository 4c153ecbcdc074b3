#include "generator/jobs/commands.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <curl/curl.h>
#include <memory>
#include <optional>
#include <ostream>
#include <sys/ioctl.h>
#include <thread>
#include <unistd.h>

#include "generator/jobs/event_reader.hpp"
#include "generator/jobs/job_line.hpp"

namespace gasworks::jobs {

namespace {

using nlohmann::json;
using Curl = std::unique_ptr<CURL, decltype(&curl_easy_cleanup)>;
using Fields = std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)>;

// A signal handler reaches what is global, and nothing else.
std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

/// Ctrl-C is taken note of, for as long as this lives.
class InterruptNotice {
  public:
    InterruptNotice() {
        interrupted = false;
        struct sigaction action {};
        action.sa_handler = [](int) { interrupted = true; };
        sigemptyset(&action.sa_mask);
        sigaction(SIGINT, &action, &before_);
    }
    ~InterruptNotice() { sigaction(SIGINT, &before_, nullptr); }
    InterruptNotice(const InterruptNotice&) = delete;
    InterruptNotice& operator=(const InterruptNotice&) = delete;

  private:
    struct sigaction before_ {};
};

struct Exchange {
    CURLcode code = CURLE_OK;
    long status = 0;
    std::string error;  ///< of curl
};

/// One request whose answer goes to `take`, as it comes.
Exchange ask(const JobAddress& job, const std::string& url, const char* method,
             const std::function<void(std::string_view)>& take) {
    const Curl curl(curl_easy_init(), &curl_easy_cleanup);
    if (!curl) return {CURLE_FAILED_INIT, 0, "curl could not be started"};
    char error[CURL_ERROR_SIZE] = "";
    Fields fields(nullptr, &curl_slist_free_all);
    if (!job.api_key.empty())
        fields.reset(curl_slist_append(fields.release(), ("X-API-Key: " + job.api_key).c_str()));
    CURL* handle = curl.get();
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, error);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, 10L);
    // The server is never silent for longer than 15 s.
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
    curl_easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, 60L);
    if (fields) curl_easy_setopt(handle, CURLOPT_HTTPHEADER, fields.get());
    if (!job.user.empty()) curl_easy_setopt(handle, CURLOPT_USERPWD, job.user.c_str());
    using Write = size_t (*)(char*, size_t, size_t, void*);
    const Write write = [](char* bytes, size_t size, size_t count, void* to) -> size_t {
        (*static_cast<const std::function<void(std::string_view)>*>(to))({bytes, size * count});
        return size * count;
    };
    curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, write);
    curl_easy_setopt(handle, CURLOPT_WRITEDATA, &take);
    using Progress = int (*)(void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t);
    const Progress progress = [](void*, curl_off_t, curl_off_t, curl_off_t, curl_off_t) -> int {
        return interrupted ? 1 : 0;
    };
    curl_easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, progress);
    curl_easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
    Exchange exchange;
    exchange.code = curl_easy_perform(handle);
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &exchange.status);
    exchange.error = error[0] != '\0' ? error : curl_easy_strerror(exchange.code);
    return exchange;
}

/// Why a server said no: the detail of its problem, or the status.
std::string refusal(long status, const std::string& body) {
    const json problem = json::parse(body, nullptr, false);
    const bool told = problem.is_object() && problem.contains("detail") && problem["detail"].is_string();
    return std::to_string(status) + (told ? ": " + problem["detail"].get<std::string>() : "");
}

/// Columns of the terminal that standard output is; nothing where it is none.
std::optional<std::size_t> terminal_width() {
    if (isatty(STDOUT_FILENO) == 0) return std::nullopt;
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
    return size.ws_col;
}

/// Shows a job as it goes on.
class View {
  public:
    explicit View(std::ostream& out) : out_(out) {}

    void progress(const json& job) {
        if (const auto width = terminal_width()) {
            out_ << "\r\x1b[K" << job_line(job, *width - 1) << std::flush;
            drawn_ = true;
            return;
        }
        const std::string stage = job.value("stage", "");
        if (stage == stage_) return;
        stage_ = stage;
        constexpr std::size_t no_room_for_a_bar = 0;
        out_ << job_line(job, no_room_for_a_bar) << std::endl;
    }
    void end(const json& job) {
        clear();
        out_ << end_line(job) << std::endl;
    }
    void clear() {
        if (drawn_) out_ << "\r\x1b[K" << std::flush;
        drawn_ = false;
    }

  private:
    std::ostream& out_;
    bool drawn_ = false;
    std::string stage_;
};

}  // namespace

int run_watch(const JobAddress& job, std::ostream& out, std::ostream& err) {
    const InterruptNotice notice;
    View view(out);
    std::optional<json> last;
    constexpr int most_attempts = 30;
    constexpr std::chrono::milliseconds pause{100};
    for (int attempt = 0; attempt < most_attempts;) {
        std::string body;
        bool heard = false;
        EventReader reader([&](const std::string& name, const std::string& data) {
            const json parsed = json::parse(data, nullptr, false);
            if (!parsed.is_object()) return;
            heard = true;
            if (name == "end") {
                last = parsed;
            } else {
                view.progress(parsed);
            }
        });
        const Exchange exchange = ask(job, job.url + "/events", "GET", [&](std::string_view bytes) {
            constexpr std::size_t enough = 64UL << 10U;
            if (body.size() < enough) body += bytes;
            reader.feed(bytes);
        });
        if (last) {
            view.end(*last);
            return last->value("state", "") == "succeeded" ? 0 : 1;
        }
        view.clear();
        if (interrupted) {
            err << "the job goes on; to end it: gasworks job cancel " << job.url << '\n';
            return 130;
        }
        if (exchange.code == CURLE_OK && exchange.status != 200) {
            err << "gasworks: " << job.url << " answers " << refusal(exchange.status, body) << '\n';
            return 2;
        }
        if (exchange.code == CURLE_UNSUPPORTED_PROTOCOL || exchange.code == CURLE_URL_MALFORMAT) {
            err << "gasworks: " << job.url << " is no http or https URL\n";
            return 2;
        }
        attempt = heard ? 0 : attempt + 1;
        if (attempt == most_attempts)
            err << "gasworks: " << job.url << " can't be followed: " << exchange.error << '\n';
        for (int i = 0; i < 10 && !interrupted; ++i)
            std::this_thread::sleep_for(pause);
    }
    return 2;
}

int run_cancel(const JobAddress& job, std::ostream& out, std::ostream& err) {
    std::string body;
    const Exchange exchange = ask(job, job.url, "DELETE", [&](std::string_view bytes) { body += bytes; });
    if (exchange.code != CURLE_OK) {
        err << "gasworks: " << job.url << ": " << exchange.error << '\n';
        return 2;
    }
    if (exchange.status == 202) {
        out << "the job was told to end\n";
    } else if (exchange.status == 204) {
        out << "the job had ended; its record is removed\n";
    } else {
        err << "gasworks: " << job.url << " answers " << refusal(exchange.status, body) << '\n';
        return 2;
    }
    return 0;
}

}  // namespace gasworks::jobs
