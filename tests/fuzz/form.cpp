/// Any bytes as a form of both kinds: the first line is its Content-Type, the rest its body. The parts lie
/// within the body, one behind the other, and the operation is called or the form refused for a reason.
#include <cstdint>
#include <string_view>

#include "http/multipart.hpp"
#include "tests/fuzz/expect.hpp"
#include "tests/generator/services/wire_service.hpp"

namespace {

void check_parts(std::string_view content_type, std::string_view body) {
    const auto boundary = gasworks::http::multipart_boundary(content_type);
    if (!boundary) return expect(!boundary.error().empty(), "a wrong Content-Type has a reason");
    const gasworks::http::MultipartLimits limits{.parts = 20, .header_bytes = 500, .headers = 5};
    const auto parts = gasworks::http::parse_multipart(body, *boundary, limits);
    if (!parts) return expect(!parts.error().empty(), "a malformed form has a reason");
    expect(parts->size() <= limits.parts, "there are no more parts than allowed");
    const char* end_of_last = body.data();
    for (const auto& part : *parts) {
        expect(part.headers.size() <= limits.headers, "a part has no more headers than allowed");
        expect(part.bytes.data() >= end_of_last, "parts follow each other");
        end_of_last = part.bytes.data() + part.bytes.size();
        expect(end_of_last <= body.data() + body.size(), "parts are within the body");
        expect(part.bytes.find("\r\n--" + *boundary) == std::string_view::npos,
               "a part ends at its boundary");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const WireService service;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::string content_type(input.substr(0, input.find('\n')));
    const std::string body(input.substr(std::min(size, content_type.size() + 1)));
    check_parts(content_type, body);

    service.operations().form.reset();
    const auto response = service.send("POST", "/v1/forms", {{"Content-Type", content_type}}, body);
    const bool taken = response.status == 204;
    expect(taken || response.status == 400 || response.status == 415 || response.status == 422,
           "a form is taken or refused");
    expect(taken == service.operations().form.has_value(), "an operation is called for what is taken");
    if (!taken) expect(json_of(response).at("status") == response.status, "a refusal is a problem");
    return 0;
}
