#include "client.hpp"
#include "document.hpp"
#include "routes.hpp"
#include "tests/catch.hpp"

// A document in several files: what is generated, served and asked is one.
namespace {

using Lines = std::vector<std::string>;
using nlohmann::json;

several::Order2 order_with(std::string id) {
    several::Order2 order;
    order.id = std::move(id);
    return order;
}

class Shop : public several::Operations {
  public:
    std::optional<several::Order2> order;
    std::optional<several::Animal> animal;

    several::ListOrdersResponse list_orders(const several::ListOrdersRequest& request,
                                            gasworks::http::Context& /*context*/) override {
        return several::ListOrdersResponse::ok({order_with("L" + std::to_string(request.limit))});
    }
    several::AddOrderResponse add_order(const several::AddOrderRequest& request,
                                        gasworks::http::Context& /*context*/) override {
        order = request.body;
        return several::AddOrderResponse::created(request.body);
    }
    several::ReadOrderResponse read_order(const several::ReadOrderRequest& request,
                                          gasworks::http::Context& /*context*/) override {
        return several::ReadOrderResponse::ok(order_with(request.id));
    }
    several::PutAnimalResponse put_animal(const several::PutAnimalRequest& request,
                                          gasworks::http::Context& /*context*/) override {
        animal = request.body;
        return several::PutAnimalResponse::ok(request.body);
    }
};

struct Service {
    Shop shop;
    gasworks::http::Router router;

    Service() {
        several::add_routes(router, shop, [](const gasworks::http::Credentials& credentials) {
            return gasworks::http::Verdict(credentials.secret == "secret" ? std::optional<std::string>("Ann")
                                                                          : std::nullopt);
        });
    }
    gasworks::http::Response ask(const std::string& method, const std::string& target,
                                 const std::string& body = {}, Fields fields = {}) const {
        fields.emplace_back("X-Key", "secret");
        if (!body.empty()) fields.emplace_back("Content-Type", "application/json");
        return send(router, method, "/v1" + target, fields, body);
    }
};

TEST_CASE("path items, parameters and limits of other files hold") {
    const Service service;
    CHECK(json_of(service.ask("GET", "/orders"))[0]["id"] == "L10");
    CHECK(json_of(service.ask("GET", "/orders?limit=50&sorted[sort]=up"))[0]["id"] == "L50");
    CHECK(violations(service.ask("GET", "/orders?limit=51", {}, {{"X-Trace", "123456789"}})) ==
          Lines{"header X-Trace: must have at most 8 characters, not 9",
                "query limit: must be at most 50, not 51"});
    CHECK(json_of(service.ask("GET", "/orders/A1"))["id"] == "A1");
    CHECK(violations(service.ask("GET", "/orders/1")) ==
          Lines{"path id: must match the pattern ^[A-Z][0-9]+$, not be '1'"});
    CHECK(send(service.router, "GET", "/v1/orders").status == 401);
}

TEST_CASE("a schema of another file that contains itself") {
    const Service service;
    const std::string order = R"({"id": "A1", "price": {"amount": 1.5, "currency": "JPY"}, "state": "new",
                                  "before": {"id": "B2", "price": {"amount": 2}}, "example": "short"})";
    CHECK(service.ask("POST", "/orders", order).status == 201);
    REQUIRE(service.shop.order);
    CHECK(service.shop.order->price.currency == several::Currency::jpy);
    CHECK((**service.shop.order->before).price.amount == 2);
    CHECK(violations(service.ask("POST", "/orders",
                                 R"({"id": "A1", "price": {"amount": 1}, "example": "too long",
                                     "parts": [{"id": "A1", "price": {"amount": -1}}]})")) ==
          Lines{"body /parts/0/price/amount: must be at least 0, not -1",
                "body /example: must have at most 5 characters, not 8"});
}

TEST_CASE("a discriminator keeps its values where a schema gets another name") {
    const Service service;
    CHECK(service.ask("PUT", "/animals", R"({"kind": "Money", "height": 1.7})").status == 200);
    CHECK(std::get<several::Money2>(*service.shop.animal).height == 1.7);
    CHECK(service.ask("PUT", "/animals", R"({"kind": "Cat", "lives": 9})").status == 200);
    CHECK(violations(service.ask("PUT", "/animals", R"({"kind": "Money_2", "height": 1.7})")) ==
          Lines{"body /kind: must be one of Cat, Money, not 'Money_2'"});
}

TEST_CASE("what is served is one document") {
    const json served = json::parse(several::openapi_json());
    for (const json& value : served.flatten()) {
        if (value.is_string()) CHECK(value.get<std::string>().find(".yaml#") == std::string::npos);
    }
    CHECK(served["paths"]["/orders"]["get"]["operationId"] == "listOrders");
    CHECK(served["components"]["schemas"]["animal"]["discriminator"]["mapping"] ==
          json({{"Money", "#/components/schemas/Money_2"}}));
    // What only looks like a reference stays as it is.
    CHECK(served["components"]["examples"]["none"]["summary"] ==
          "No order. $ref: nothing.yaml is text here.");
    CHECK(several::openapi_yaml().find("$ref: \"#/components/schemas/Money\"") != std::string_view::npos);
}

}  // namespace
