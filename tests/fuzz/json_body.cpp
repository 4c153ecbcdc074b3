/// Any bytes as JSON for generated types with alternatives, discriminators and recursion; the first byte says
/// for which. What is taken is answered as the service understood it; sent again, that is taken again and
/// answered alike.
#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "client.hpp"
#include "routes.hpp"
#include "tests/fuzz/expect.hpp"

namespace {

using gasworks::http::Context;

class Echo : public language::Operations {
  public:
    language::PutShapeResponse put_shape(const language::PutShapeRequest& request,
                                         Context& /*context*/) override {
        return language::PutShapeResponse::ok(request.body);
    }
    language::PutExpressionResponse put_expression(const language::PutExpressionRequest& request,
                                                   Context& /*context*/) override {
        return language::PutExpressionResponse::ok(request.body);
    }
    language::PutMemberResponse put_member(const language::PutMemberRequest& request,
                                           Context& /*context*/) override {
        return language::PutMemberResponse::ok(request.body);
    }
};

struct Service {
    Echo echo;
    gasworks::http::Router router;

    Service() { language::add_routes(router, echo); }
    gasworks::http::Response post(const std::string& path, const std::string& body) const {
        return send(router, "POST", "/v1" + path, {{"Content-Type", "application/json"}}, body);
    }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const Service service;
    constexpr std::array paths{"/shapes", "/expressions", "/members"};
    if (size == 0) return 0;
    const std::string path = paths.at(data[0] % paths.size());
    const std::string body(reinterpret_cast<const char*>(data + 1), size - 1);
    const auto response = service.post(path, body);
    expect(response.status == 200 || response.status == 400, "a body is taken or refused");
    const nlohmann::json answer = json_of(response);
    if (response.status == 400) {
        expect(!answer.at("detail").get<std::string>().empty(), "a refusal says why");
        return 0;
    }
    const std::string understood = text_of(response);
    const auto again = service.post(path, understood);
    expect(again.status == 200, "what the service answers, it takes");
    expect(text_of(again) == understood, "what the service answers is what it understood");
    return 0;
}
