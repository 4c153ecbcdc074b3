/// Any bytes as what a connection brings, cut into pieces in any way: the requests that are read do not
/// depend on how the bytes arrived, and no request is larger than the limits.
#include "http/request_reader.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tests/fuzz/expect.hpp"

using gasworks::http::Request;
using gasworks::http::RequestReader;

namespace {

constexpr RequestReader::Limits limits{.head = 2048, .target = 512, .body = 4096};

std::vector<Request> read(std::string_view bytes, std::span<const std::uint8_t> cuts) {
    std::vector<Request> requests;
    RequestReader reader(limits);
    for (std::size_t i = 0; !bytes.empty(); ++i) {
        const std::size_t wanted = cuts.empty() ? bytes.size() : 1U + cuts[i % cuts.size()];
        const std::string_view piece = bytes.substr(0, wanted);
        bytes.remove_prefix(piece.size());
        reader.append(piece);
        while (true) {
            const auto progress = reader.advance();
            if (!progress) {
                expect(progress.error().status >= 400 && !progress.error().detail.empty(),
                       "a refusal has a status and a reason");
                return requests;
            }
            if (*progress == RequestReader::Progress::need_more) break;
            if (*progress == RequestReader::Progress::complete) requests.push_back(reader.take());
        }
    }
    return requests;
}

bool equal(const Request& a, const Request& b) {
    return a.method == b.method && a.path == b.path && a.query == b.query && a.body == b.body &&
           std::equal(a.headers.begin(), a.headers.end(), b.headers.begin(), b.headers.end());
}

void check(const Request& request) {
    expect(!request.method.empty(), "a request has a method");
    expect(request.path == "*" || request.path.starts_with('/'), "a path starts with a slash");
    expect(request.path.size() + request.query.size() <= limits.target, "a target is within its limit");
    expect(request.body.size() <= limits.body, "a body is within its limit");
    std::size_t size = 0;
    for (const auto& [name, value] : request.headers) {
        size += name.size() + value.size();
        expect(value.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos,
               "a field's value has no line end and no NUL");
    }
    expect(size <= limits.head, "fields are within their limit");
}

}  // namespace

// The first byte says how many of the following ones are sizes of pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::span<const std::uint8_t> input(data + 1, size - 1);
    const auto cuts = input.first(std::min<std::size_t>(input.size(), data[0] % 16U));
    const auto rest = input.subspan(cuts.size());
    const std::string_view bytes(reinterpret_cast<const char*>(rest.data()), rest.size());

    const std::vector<Request> whole = read(bytes, {});
    const std::vector<Request> in_pieces = read(bytes, cuts);
    for (const Request& request : whole)
        check(request);
    expect(std::equal(whole.begin(), whole.end(), in_pieces.begin(), in_pieces.end(), equal),
           "how the bytes arrive makes no difference");
    return 0;
}
