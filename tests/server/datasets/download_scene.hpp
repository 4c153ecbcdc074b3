#pragma once
#include <chrono>
#include <stop_token>
#include <string>

#include "datasets/download.hpp"
#include "tests/catch.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/temporary_folder.hpp"

namespace download_tests {

using namespace eigenfaces::service;

inline std::string some_bytes(std::size_t count, unsigned int seed = 1) {
    std::string bytes(count, '\0');
    for (char& byte : bytes) {
        seed = seed * 1'664'525U + 1'013'904'223U;
        byte = static_cast<char>(seed >> 24U);
    }
    return bytes;
}

/// A server with one file, and where a download of it goes.
struct DownloadScene {
    CurlLibrary library;
    TemporaryFolder folder;
    FileServer server;
    std::string body = some_bytes(300'000);
    DownloadRequest request;

    DownloadScene() {
        request.url = server.url("/a.tgz");
        request.path = folder / "part";
        request.sha256 = sha256_of(body);
        request.limits.minimum_rate_time = std::chrono::seconds(20);
        server.serve("/a.tgz", file());
    }

    ServedFile file() const {
        ServedFile served;
        served.body = body;
        return served;
    }

    tl::expected<Downloaded, DownloadError> run(std::stop_token stop = {}) const {
        return download(library, request, nullptr, std::move(stop));
    }

    /// Breaks off after `bytes`, for good.
    void leave_partial(std::size_t bytes) {
        ServedFile cut = file();
        cut.cut_after = bytes;
        server.serve("/a.tgz", cut);
        const int resumptions = request.limits.max_resumptions;
        request.limits.max_resumptions = 0;
        const auto downloaded = run();
        REQUIRE_FALSE(downloaded);
        REQUIRE(downloaded.error().kind == DownloadError::Kind::interrupted);
        REQUIRE(contents_of(request.path) == body.substr(0, bytes));
        request.limits.max_resumptions = resumptions;
        server.serve("/a.tgz", file());
    }

    std::string last_header(const std::string& name) const {
        const auto requests = server.requests("/a.tgz");
        REQUIRE_FALSE(requests.empty());
        const auto header = requests.back().headers.find(name);
        return header == requests.back().headers.end() ? "" : header->second;
    }

    void check_arrived(const tl::expected<Downloaded, DownloadError>& downloaded) const {
        if (!downloaded) FAIL(downloaded.error().detail);
        CHECK(downloaded->bytes == body.size());
        CHECK(downloaded->sha256 == sha256_of(body));
        CHECK(contents_of(request.path) == body);
    }

    void check_nothing_left() const { CHECK(names_in(folder.path()).empty()); }
};

}  // namespace download_tests
