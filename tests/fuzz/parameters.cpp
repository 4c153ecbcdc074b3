/// Any bytes as a request without a body, "METHOD TARGET" and lines of "Name: value", to a service that has
/// parameters of every style in path, query, header and cookie: its operation is called, or the request is
/// refused as a problem that says why.
#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

#include "tests/fuzz/expect.hpp"
#include "tests/generator/services/wire_service.hpp"

namespace {

std::string_view next_line(std::string_view& text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const WireService service;
    std::string_view input(reinterpret_cast<const char*>(data), size);
    const std::string_view request = next_line(input);
    const auto space = request.find(' ');
    if (space == std::string_view::npos) return 0;
    const std::string target(request.substr(space + 1));
    if (!target.starts_with('/')) return 0;               // the reader lets nothing else pass
    if (target.find("answers") != target.npos) return 0;  // throws when it is asked to
    Fields fields;
    while (!input.empty()) {
        const std::string_view line = next_line(input);
        const auto colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        fields.emplace_back(line.substr(0, colon), line.substr(std::min(line.size(), colon + 2)));
    }
    const auto response = service.send(std::string(request.substr(0, space)), target, fields);
    constexpr std::array expected{204, 400, 401, 403, 404, 405, 406, 415};
    expect(std::find(expected.begin(), expected.end(), response.status) != expected.end(),
           "a request is taken or refused");
    if (response.status == 400) {
        const nlohmann::json problem = json_of(response);
        expect(problem.at("status") == 400 && !problem.at("detail").get<std::string>().empty(),
               "a refusal says why");
    }
    return 0;
}
