#include "service.hpp"
#include "tests/catch.hpp"

namespace {

using Lines = std::vector<std::string>;
using nlohmann::json;

json pet() {
    return {{"name", "Tom"}, {"born", "2020-02-29T12:00:00Z"}, {"owner", {{"email", "jon@example.org"}}}};
}

gasworks::http::Response add(const Service& service, const std::string& body,
                             const std::string& type = "application/json") {
    return service.send("POST", "/api/v1/people/1/pets",
                        {{"Authorization", "Bearer secret"}, {"Content-Type", type}}, body);
}

gasworks::http::Response send_form(const Service& service, const std::string& body) {
    return service.send("POST", "/pictures?api_key=secret", {{"Content-Type", form_type}}, body);
}

TEST_CASE("a JSON body is read into its struct and written again") {
    const Service service;
    json full = pet();
    full["kind"] = "dog";
    full["mood"] = "++";
    full["weight"] = 4.5;
    full["legs"] = 4;
    full["chip"] = nullptr;
    full["children"] = json::array({pet()});
    full["scores"] = {{"a", {1, 2}}, {"b", json::array()}};
    full["anything"] = {{"x", {1, "2", nullptr}}};
    full["class"] = "mammal";
    full
        ["gr\xC3\xB6\xC3\x9F"
         "e"] = 30;
    full["2d"] = true;
    full["aliases"] = {"T"};
    full["dropped"] = 1;
    const auto response = add(service, full.dump());
    REQUIRE(response.status == 201);
    const everything::Pet& read = service.operations().added->body;
    CHECK(read.kind == everything::PetKind::dog);
    CHECK(read.mood == everything::Mood::u002bu002b);
    CHECK(read.legs == 4);
    CHECK(read.children->front().name == "Tom");
    CHECK(read.scores->at("a") == std::vector<std::int64_t>{1, 2});
    CHECK(read.class_ == "mammal");
    CHECK(read.value_2d);
    full.erase("dropped");
    full.erase("chip");
    full["children"][0].update({{"kind", "cat"}, {"2d", false}, {"aliases", {"one", "two"}}});
    CHECK(json_of(response) == full);
}

TEST_CASE("a header's value never becomes two headers") {
    const Service service;
    const auto response = add(service, pet().dump());
    CHECK(header(response, "Location") == "/pets/1  X-Injected: yes");
}

TEST_CASE("everything that is wrong with a JSON body is in one answer, by JSON pointer") {
    const Service service;
    json wrong = pet();
    wrong.erase("name");
    wrong["born"] = "yesterday";
    wrong["owner"] = {{"email", "nobody"}, {"phone", nullptr}, {"x/y~z", 1}};
    wrong["kind"] = 3;
    wrong["mood"] = "so so";
    wrong["weight"] = 0;
    wrong["legs"] = 3;
    wrong["chip"] = "1";
    wrong["children"] = json::array({pet(), 5});
    wrong["scores"] = {{"a", {1.5}}, {"b", json::array()}};
    wrong["2d"] = "true";
    wrong["aliases"] = {"a", "b", "a"};
    const auto response = add(service, wrong.dump());
    CHECK(response.status == 422);
    CHECK(violations(response) ==
          Lines{"body /name: is required",
                "body /born: must be a date and time such as 2026-02-28T23:59:59Z, not 'yesterday'",
                "body /owner/email: must be an email address such as name@example.org, not 'nobody'",
                "body /owner/x~1y~0z: is not allowed; allowed are email, phone",
                "body /kind: must be a string, not a number",
                "body /mood: must be one of good, bad, , ++, not 'so so'",
                "body /weight: must be greater than 0, not 0", "body /legs: must be one of 0, 2, 4, not 3",
                "body /chip: must be a UUID such as 123e4567-e89b-12d3-a456-426614174000, not '1'",
                "body /children/1: must be an object, not a number",
                "body /scores/a/0: must be an integer, not 1.5",
                "body /2d: must be true or false, not a string",
                "body /aliases/2: must not repeat an earlier item"});
    CHECK_FALSE(service.operations().added);
}

TEST_CASE("what is not JSON is 400, even where content errors are 422") {
    const Service service;
    for (const char* body : {"", "{", "{\"a\":1,\"a\":2}", "[1,]", "\"\xff\"", "nul", "{} {}"}) {
        CAPTURE(body);
        const auto response = add(service, body);
        CHECK(response.status == 400);
        CHECK(violations(response).size() == 1);
    }
    CHECK(add(service, std::string(100'000, '[')).status == 400);
    CHECK(add(service, "[]").status == 422);
}

TEST_CASE("a body of another media type is 415 and the accepted ones are named") {
    const Service service;
    const auto response = add(service, "<a/>", "application/xml");
    CHECK(response.status == 415);
    CHECK_THAT(json_of(response)["detail"].get<std::string>(),
               ContainsSubstring("accepted: application/json"));
    CHECK(header(response, "Accept") == "application/json");
    CHECK(add(service, pet().dump(), "Application/JSON; charset=utf-8").status == 201);
    CHECK(add(service, pet().dump(), "application").status == 415);
    const auto none =
        service.send("POST", "/api/v1/people/1/pets", {{"Authorization", "Bearer secret"}}, "{}");
    CHECK(none.status == 415);
    const auto empty = service.send("POST", "/api/v1/people/1/pets", {{"Authorization", "Bearer secret"}});
    CHECK(empty.status == 400);
}

TEST_CASE("a form brings files, fields and JSON parts") {
    const Service service;
    const auto response =
        send_form(service, form({{"name=\"portrait\"; filename=\"a b.png\"\r\nContent-Type: image/png",
                                  std::string("\x89\0\r\n--edg", 9)},
                                 {"name=more; filename=1.jpg", "one"},
                                 {"name=more; filename=\"t\\\"wo.jpg\"", ""},
                                 {"name=title", "A t\xC3\xAFtle"},
                                 {"name=count", "3"},
                                 {"name=mood", "bad"},
                                 {"name=tags", "x"},
                                 {"name=tags", "y"},
                                 {"name=pet\r\nContent-Type: application/json", pet().dump()}}));
    REQUIRE(response.status == 204);
    CHECK(header(response, "Deprecation") == "true");
    const auto& body = std::get<everything::SendPicturesBody>(service.operations().pictures->body);
    CHECK(service.operations().pictures->content_type == "multipart/form-data");
    CHECK(body.portrait.filename == "a b.png");
    CHECK(body.portrait.content_type == "image/png");
    CHECK(body.portrait.bytes == std::string("\x89\0\r\n--edg", 9));
    CHECK_FALSE(body.back);
    REQUIRE(body.more.size() == 2);
    CHECK(body.more[1].filename == "t\"wo.jpg");
    CHECK(body.more[1].bytes.empty());
    CHECK(body.title == "A t\xC3\xAFtle");
    CHECK(body.count == 3);
    CHECK(body.mood == everything::Mood::bad);
    CHECK(body.tags == Lines{"x", "y"});
    CHECK(body.pet->owner.email == "jon@example.org");
}

TEST_CASE("everything that is wrong with a form is in one answer") {
    const Service service;
    const auto response = send_form(service, form({{"name=portrait; filename=a", "1"},
                                                   {"name=portrait; filename=b", "2"},
                                                   {"name=more", "1"},
                                                   {"name=more", "2"},
                                                   {"name=more", "3"},
                                                   {"name=title", "much too long"},
                                                   {"name=count", "three"},
                                                   {"name=mood", "so so"},
                                                   {"name=pet", "{"},
                                                   {"name=extra", "x"}}));
    CHECK(response.status == 400);
    const auto lines = violations(response);
    REQUIRE(lines.size() == 7);
    CHECK(lines[0] == "body /portrait: occurs 2 times; once is allowed");
    CHECK(lines[1] == "body /more: must have at most 2 items, not 3");
    CHECK(lines[2] == "body /title: must have at most 10 characters, not 13");
    CHECK(lines[3] == "body /count: must be an integer, not 'three'");
    CHECK(lines[4] == "body /mood: must be one of good, bad, , ++, not 'so so'");
    CHECK_THAT(lines[5], ContainsSubstring("body /pet: the body is not JSON"));
    CHECK(lines[6] ==
          "body /extra: is not a part of this form; allowed are back, count, mood, more, pet, portrait, "
          "tags, title");
    CHECK(violations(send_form(service, form({}))) ==
          Lines{"body /portrait: is required: send a part of this name",
                "body /title: is required: send a part of this name"});
}

TEST_CASE("a body may be one of several media types") {
    const Service service;
    REQUIRE(
        service.send("POST", "/pictures?api_key=secret", {{"Content-Type", "image/x-icon"}}, "ico").status ==
        204);
    CHECK(std::get<std::string>(service.operations().pictures->body) == "ico");
    CHECK(service.operations().pictures->content_type == "image/x-icon");
    REQUIRE(service
                .send("PUT", "/api/v1/note", {{"Content-Type", "text/plain"}},
                      "gr\xC3\xBC\xC3\x9F"
                      "e")
                .status == 200);
    CHECK(std::get<std::string>(service.operations().note->body) ==
          "gr\xC3\xBC\xC3\x9F"
          "e");
    REQUIRE(service.send("PUT", "/api/v1/note", {{"Content-Type", "application/json"}}, "[1]").status == 200);
    CHECK(std::get<json>(service.operations().note->body) == json::array({1}));
    CHECK(service.send("PUT", "/api/v1/note", {{"Content-Type", "text/plain"}}, "longer").status == 400);
    CHECK(service.send("PUT", "/api/v1/note", {{"Content-Type", "text/plain"}}, "\xff").status == 400);
    CHECK(text_of(service.send("PUT", "/api/v1/note",
                               {{"Content-Type", "text/plain"}, {"Accept", "text/html"}}, "x")) == "<p>");
}

TEST_CASE("a form may take files of any name") {
    const Service service;
    const auto send = [&](const std::string& body) {
        return service.send("POST", "/api/v1/parts", {{"Content-Type", form_type}}, body);
    };
    CHECK(text_of(send(form({{"name=\"a.jpg\"", "1"}, {"name=\"b.jpg\"; filename=c.jpg", "2"}}))) == "2");
    const auto& parts = service.operations().parts->body->additional_parts;
    CHECK(parts[0].name == "a.jpg");
    CHECK(parts[0].filename.empty());
    CHECK(parts[0].content_type == "application/octet-stream");
    CHECK(parts[1].filename == "c.jpg");
    CHECK(violations(send(form({}))) == Lines{"body : must have at least 1 property, not 0"});
    CHECK(send(form({{"name=a", ""}, {"name=b", ""}, {"name=c", ""}})).status == 400);
    CHECK(send("--edge\r\nno").status == 400);
    CHECK(text_of(service.send("POST", "/api/v1/parts")) == "none");
}

}  // namespace
