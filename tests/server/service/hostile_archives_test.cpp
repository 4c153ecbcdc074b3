// Archives that unpack to far more than they are: the download is refused, and the disk is as it was.
#include <string>
#include <vector>

#include "tests/catch.hpp"
#include "tests/server/datasets/archive_writer.hpp"
#include "tests/server/datasets/file_server.hpp"
#include "tests/server/service/watched_server.hpp"

namespace {

using namespace http_test;
using Type = EntryToWrite::Type;

std::uintmax_t bytes_below(const std::filesystem::path& folder) {
    std::uintmax_t bytes = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        bytes += entry.is_regular_file() ? entry.file_size() : 0;
    return bytes;
}

}  // namespace

TEST_CASE("archives that unpack to gigabytes are refused and leave nothing") {
    FileServer source;
    const WatchedServer server({"--allow-dataset-url", source.url("/"), "--max-archive", "2MB"});
    const std::string gigabyte = tar_gz_of({{"lfw/A/A_1.jpg", "", Type::file, std::size_t{1} << 30U}});
    const std::vector<std::pair<std::string, std::string>> archives = {
        {"gigabyte.tgz", gigabyte},
        {"gigabyte.zip", zip_of({{"lfw/A/A_1.jpg", "", Type::file, 300UL << 20U}})},
        {"gzip_in_gzip.tgz", gzip(gzip(gigabyte))},
        {"cut.tgz", gigabyte.substr(0, gigabyte.size() / 2)},
        {"large.tgz", std::string(3UL << 20U, 'x')},
    };
    for (const auto& [name, bytes] : archives) {
        CAPTURE(name, bytes.size());
        ServedFile file;
        file.body = bytes;
        source.serve("/" + name, file);
        const std::uintmax_t before = bytes_below(server.data());
        const RawResponse answer = server.ask(
            post("/cloudmesh/EigenfacesSVM/download_data?id=bomb&url=" + source.url("/" + name), ""));
        CAPTURE(answer.body);
        CHECK(answer.status == 422);
        CHECK(bytes_below(server.data()) <= before);
    }
    CHECK(server.harm() == "");
}
