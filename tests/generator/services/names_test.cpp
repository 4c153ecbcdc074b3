#include <set>

#include "client.hpp"
#include "document.hpp"
#include "routes.hpp"
#include "tests/catch.hpp"

// names.yaml uses as names whatever means something else in C++. That it compiles is most of the test.
namespace {

using nlohmann::json;

class Class : public names::ClassOperations {
  public:
    std::optional<names::ClassRequest> query;
    std::optional<names::FormBody> parts;

    names::ClassResponse class_(const names::ClassRequest& request,
                                gasworks::http::Context& /*context*/) override {
        query = request;
        return names::ClassResponse::no_content();
    }
    names::FormResponse form(const names::FormRequest& request,
                             gasworks::http::Context& /*context*/) override {
        parts = request.body;
        return names::FormResponse::no_content();
    }
};

class Echo : public names::NamesOperations {
  public:
    names::NamesResponse names(const names::NamesRequest& request,
                               gasworks::http::Context& /*context*/) override {
        return names::NamesResponse::ok_json(std::get<names::AllNames>(request.body.value()));
    }
};

class Operator : public names::NamespaceOperations {
  public:
    std::string sent;

    names::OperatorResponse operator_(const names::OperatorRequest& request,
                                      gasworks::http::Context& /*context*/) override {
        sent = request.class_in_path + request.class_in_path_2 + request.operator_ +
               std::string(to_string(request.default_));
        for (const auto word : request.words.value_or(std::vector<names::Words>{}))
            sent += to_string(word);
        return names::OperatorResponse::no_content();
    }
};

std::vector<std::string> all_names() {
    std::vector<std::string> result;
    const json document = json::parse(names::openapi_json());
    for (const auto& [name, schema] : document["components"]["schemas"]["all names"]["properties"].items())
        result.push_back(name);
    return result;
}

std::string percent_encoded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string result;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        result += {'%', digits[byte >> 4U], digits[byte & 15U]};
    }
    return result;
}

TEST_CASE("an object whose properties have every name comes back as it was sent") {
    Echo echo;
    gasworks::http::Router router;
    names::add_names_routes(router, echo);
    json sent = json::object();
    for (const std::string& name : all_names())
        sent[name] = "value of " + name;
    REQUIRE(sent.size() > 190);
    const auto response = send(router, "PUT", "/names", {{"Content-Type", "application/json"}}, sent.dump());
    CHECK(response.status == 200);
    CHECK(json_of(response) == sent);
    for (const std::string& name : all_names()) {
        json wrong = sent;
        wrong[name] = 1;
        CHECK(violations(send(router, "PUT", "/names", {{"Content-Type", "application/json"}}, wrong.dump()))
                  .size() == 1);
    }
}

TEST_CASE("parameters of every name arrive") {
    Class operations;
    gasworks::http::Router router;
    names::add_class_routes(router, operations);
    std::string query;
    for (const std::string& name : all_names()) {
        if (!name.empty()) query += (query.empty() ? "?" : "&") + percent_encoded(name) + "=1";
    }
    const auto response = send(router, "GET", "/query" + query,
                               {{"Cookie", "class=c1; std=c2"}, {"X-Class", "h1"}, {"delete", "h2"}});
    CAPTURE(text_of(response));
    CHECK(response.status == 204);
    REQUIRE(operations.query);
    CHECK(operations.query->operator_ == "1");
    CHECK(operations.query->class_in_cookie == "c1");
    CHECK(operations.query->delete_in_header == "h2");
    CHECK(violations(send(router, "GET", "/query?classes=1")).size() == 1);
}

TEST_CASE("words of an enumeration and variables of a path have any name") {
    Operator operations;
    gasworks::http::Router router;
    names::add_namespace_routes(router, operations);
    CHECK(send(router, "GET", "/words/1/2/3?words=class,virtual,%3F%3F%2F&default=class").status == 204);
    CHECK(operations.sent ==
          "123classclassvirtual?"
          "?/");
    CHECK(send(router, "GET", "/words/1/2/3").status == 204);
    CHECK(operations.sent == "123*/");
    CHECK(violations(send(router, "GET", "/words/1/2/3?words=classes")).size() == 1);
}

}  // namespace
