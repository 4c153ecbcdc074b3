#include "tests/catch.hpp"
#include "wire_service.hpp"

namespace {

using Lines = std::vector<std::string>;

gasworks::http::Response post(const WireService& service, const std::string& type, const std::string& body) {
    return service.send("POST", "/v1/forms", {{"Content-Type", type}}, body);
}

template <class T>
const T& sent(const WireService& service) {
    return std::get<T>(*service.operations().form->body);
}

const std::string urlencoded = "application/x-www-form-urlencoded";

TEST_CASE("a urlencoded form with lists, JSON and deep objects") {
    const WireService service;
    const auto response =
        post(service, urlencoded,
             "name=Tom+%26+Co&age=12&tags=a|b&scores=1&scores=2&at=%7B%22x%22%3A1%7D&points=[%7B%22x%22:2%7D]"
             "&range[low]=0.5&range%5Bhigh%5D=2");
    REQUIRE(response.status == 204);
    const auto& form = sent<wire::Form>(service);
    CHECK(form.name == "Tom & Co");
    CHECK(form.age == 12);
    CHECK(form.tags == Lines{"a", "b"});
    CHECK(form.scores == std::vector<std::int64_t>{1, 2});
    CHECK(form.at->x == 1);
    CHECK(form.points->at(0).x == 2);
    CHECK(form.range == std::map<std::string, double>{{"low", 0.5}, {"high", 2}});
}

TEST_CASE("everything that is wrong with a urlencoded form is in one answer") {
    const WireService service;
    CHECK(violations(post(service, urlencoded, "age=old&scores=1&scores=x&at=1%&range[low]=x")) ==
          Lines{"body /age: must be an integer, not 'old'", "body /scores/1: must be an integer, not 'x'",
                "body /at: can't be decoded: '%' is not a percent sign with two hexadecimal digits; write % "
                "itself as %25",
                "body /range/low: must be a number, not 'x'"});
    CHECK(violations(post(service, urlencoded, "age=151&extra=1")) ==
          Lines{"body /name: is required", "body /age: must be at most 150, not 151",
                "body /extra: is not allowed; allowed are age, at, name, points, range, scores, tags"});
    CHECK(violations(post(service, urlencoded, "name=a&name=b")) ==
          Lines{"body /name: occurs 2 times; once is allowed"});
}

TEST_CASE("the parts of a form may be JSON, lists of JSON, and files of some media types") {
    const WireService service;
    const auto response =
        post(service, form_type,
             form({{"name=picture; filename=a.png\r\nContent-Type: image/png\r\nX-Taken: today", "png"},
                   {"name=pictures; filename=1", "one"},
                   {"name=pictures; filename=2", "two"},
                   {"name=point\r\nContent-Type: application/json", R"({"x": 1})"},
                   {"name=points", R"({"x": 2})"},
                   {"name=points", R"({"x": 3})"},
                   {"name=scores\r\nContent-Type: application/json", "[1, 2]"},
                   {"name=note", "a note"}}));
    CAPTURE(text_of(response));
    REQUIRE(response.status == 204);
    const auto& body = sent<wire::PostFormsBody>(service);
    CHECK(body.picture->bytes == "png");
    CHECK(body.picture->headers.get("x-taken") == "today");
    CHECK(body.pictures.size() == 2);
    CHECK(body.point->x == 1);
    CHECK(body.points->at(1).x == 3);
    CHECK(body.scores == std::vector<std::int64_t>{1, 2});
    CHECK(body.note == "a note");
    const auto wrong = post(service, form_type,
                            form({{"name=picture; filename=a.gif\r\nContent-Type: image/gif", "gif"},
                                  {"name=points", R"({"x": "3"})"}}));
    CHECK(wrong.status == 400);
    CHECK(violations(wrong) ==
          Lines{"body /picture: must be of the media type image/png or image/jpeg, not 'image/gif'",
                "body /points/0/x: must be an integer, not a string"});
    CHECK(violations(post(service, form_type, form({{"name=scores", "1"}}))) ==
          Lines{"body /scores: must be of the media type application/json, not 'text/plain'"});
}

TEST_CASE("a body may be a value as text, text, JSON of a kind, or what only the operation reads") {
    const WireService service;
    REQUIRE(post(service, "text/plain", "12").status == 204);
    CHECK(sent<std::int64_t>(service) == 12);
    CHECK(violations(post(service, "text/plain", "0")) == Lines{"body : must be at least 1, not 0"});
    CHECK(violations(post(service, "text/plain", "twelve")) ==
          Lines{"body : must be an integer, not 'twelve'"});
    REQUIRE(post(service, "text/csv; charset=UTF-8", "a,b\n").status == 204);
    CHECK(sent<std::string>(service) == "a,b\n");
    CHECK(service.operations().form->content_type == "text/csv");
    REQUIRE(post(service, "application/vnd.point+json", R"({"x": 4})").status == 204);
    CHECK(sent<wire::Point>(service).x == 4);
    REQUIRE(post(service, "application/xml", "<x/>").status == 204);
    CHECK(sent<std::string>(service) == "<x/>");
    REQUIRE(service.send("POST", "/v1/forms").status == 204);
    CHECK_FALSE(service.operations().form->body);
    const auto refused = post(service, "application/json", "{}");
    CHECK(refused.status == 415);
    CHECK(header(refused, "Accept") ==
          "application/x-www-form-urlencoded, multipart/form-data, text/plain, text/csv, "
          "application/vnd.point+json, application/xml");
}

TEST_CASE("answers of a range, with headers of every kind") {
    const WireService service;
    const auto json = service.send("GET", "/v1/answers?kind=good");
    CHECK(json.status == 201);
    CHECK(text_of(json) == R"({"x":3,"y":7})");
    CHECK(header(json, "X-Tags") == "a,b");
    CHECK(header(json, "X-Mood") == "good");
    CHECK(header(json, "X-Plain") == "plain");
    CHECK(header(json, "Vary") == "Accept");
    const auto text = service.send("GET", "/v1/answers?kind=good", {{"Accept", "text/plain"}});
    CHECK(text_of(text) == "2.5");
    const auto image = service.send("GET", "/v1/answers?kind=good", {{"Accept", "image/png, text/html"}});
    CHECK(header(image, "Content-Type") == "image/png");
    CHECK(service.send("GET", "/v1/answers?kind=good", {{"Accept", "video/mp4"}}).status == 406);
    const auto problem = service.send("GET", "/v1/answers?kind=problem");
    CHECK(problem.status == 418);
    CHECK(json_of(problem)["detail"] == "a teapot");
    CHECK(service.send("GET", "/v1/answers?kind=bare").status == 503);
    CHECK_THROWS_WITH(service.send("GET", "/v1/answers?kind=wrong"),
                      "the status 500 is not from 400 to 499, as the document declares it");
}

TEST_CASE("scopes are the application's to check") {
    const WireService service;
    const auto with = [&](const std::string& authorization, const std::string& cookie = "") {
        Fields fields;
        if (!authorization.empty()) fields.emplace_back("Authorization", authorization);
        if (!cookie.empty()) fields.emplace_back("Cookie", cookie);
        return service.send("GET", "/v1/guarded", fields);
    };
    CHECK(with("Bearer read:all,write").status == 204);
    CHECK(service.operations().principal == "oauth read:all,write");
    CHECK(header(with("Bearer write,read:all"), "Deprecation") == "true");
    CHECK(with("Bearer anything", "key=k").status == 204);
    CHECK(service.operations().principal == "oidc anything");
    const auto absent = with("");
    CHECK(absent.status == 401);
    CHECK(absent.headers.all("WWW-Authenticate") ==
          std::vector<std::string_view>{R"(Bearer realm="oauth", scope="read:all write")",
                                        R"(Bearer realm="oidc")",
                                        R"(ApiKey realm="key", in="cookie", name="key")"});
    const auto narrow = with("Bearer write");
    CHECK(narrow.status == 403);
    CHECK(header(narrow, "WWW-Authenticate") ==
          R"(Bearer realm="oauth", scope="read:all write", error="insufficient_scope")");
    CHECK(with("Bearer guessed", "key=k").status == 401);
}

TEST_CASE("the operations of one tag can be served alone") {
    WireOperations operations;
    gasworks::http::Router router;
    wire::FormsOperations& forms = operations;
    wire::add_forms_routes(router, forms);
    CHECK(send(router, "POST", "/v1/forms", {{"Content-Type", "text/plain"}}, "1").status == 204);
    CHECK(send(router, "GET", "/v2/query?int=1").status == 404);
}

TEST_CASE("what has no effect on the code is in the document that is served") {
    const WireService service;
    const auto document = json_of(service.send("GET", "/v1/openapi.json"));
    CHECK(document["info"]["x-audience"] == "tests");
    CHECK(document["paths"]["/answers"]["get"]["responses"]["2XX"]["links"]["self"]["operationId"] ==
          "answer");
    CHECK(document["tags"][0]["description"] == "How parameters are written.");
}

}  // namespace
