/// Any bytes as an archive of a data set. The first byte says how: 0 as it is (zip, or tar.gz), else as a tar
/// file, which is compressed here, so that its checksums are right. Extraction keeps to its folder and its
/// limits, and leaves nothing where it fails.
#include <cstdint>
#include <filesystem>
#include <string>
#include <zlib.h>

#include "datasets/extract.hpp"
#include "tests/fuzz/expect.hpp"
#include "tests/temporary_folder.hpp"

namespace fs = std::filesystem;
using namespace eigenfaces::service;

namespace {

constexpr ExtractionLimits limits{
    .max_entries = 20, .max_entry_bytes = 10'000, .max_total_bytes = 30'000, .max_depth = 4};

std::string gzip(std::string_view bytes) {
    constexpr int gzip_format = 15 + 16;
    z_stream stream{};
    expect(deflateInit2(&stream, 1, Z_DEFLATED, gzip_format, 8, Z_DEFAULT_STRATEGY) == Z_OK, "zlib begins");
    std::string packed(deflateBound(&stream, bytes.size()), '\0');
    // zlib's input is const only where ZLIB_CONST is defined.
    stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    expect(deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib ends");
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    return packed;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const TemporaryFolder archives;
    static const TemporaryFolder place;
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
    const fs::path archive = archives / "archive";
    put_file(archive, data[0] == 0 ? std::string(bytes) : gzip(bytes));
    const fs::path folder = place / "extracted";
    const auto extracted = extract(archive, folder, limits, {}, {});
    if (!extracted) {
        expect(!extracted.error().detail.empty(), "a refusal says why");
        expect(extracted.error().kind != ExtractionError::Kind::disk, "no archive is the disk's fault");
        expect(fs::is_empty(place.path()), "a refused archive leaves nothing");
        return 0;
    }
    std::uint64_t files = 0;
    std::uint64_t total = 0;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        expect(!entry.is_symlink() && (entry.is_directory() || entry.is_regular_file()),
               "there are files and folders, nothing else");
        if (!entry.is_regular_file()) continue;
        ++files;
        total += entry.file_size();
    }
    expect(files == extracted->files && total == extracted->bytes, "what is extracted is what is reported");
    expect(files <= limits.max_entries && total <= limits.max_total_bytes, "the limits hold");
    fs::remove_all(folder);
    expect(fs::is_empty(place.path()), "nothing is written beside the folder");
    return 0;
}
