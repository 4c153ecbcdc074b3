#include "http/host_names.hpp"

#include "tests/catch.hpp"

using gasworks::http::Headers;
using gasworks::http::HostNames;

namespace {

bool answers(const HostNames& names, const std::string& host) {
    Headers headers;
    headers.add("Host", host);
    return !names.objection(headers).has_value();
}

}  // namespace

TEST_CASE("a server answers to its names and to addresses, whatever the port") {
    const HostNames names({"localhost", "pi.example.org"});
    for (const char* host : {"localhost", "LOCALHOST:8080", "localhost.:1", "pi.example.org",
                             "127.0.0.1:8080", "192.0.2.7", "[::1]:8080", "[2001:db8::1]"})
        CHECK(answers(names, host));
    for (const char* host : {"evil.example", "localhost.evil.example", "pi.example.org.evil.example:8080",
                             "evil.example:127", "", "127.0.0.1.evil.example"})
        CHECK_FALSE(answers(names, host));
    CHECK_FALSE(names.objection(Headers()).has_value());
    Headers foreign;
    foreign.add("Host", "evil.example");
    CHECK_THAT(*names.objection(foreign),
               ContainsSubstring("localhost, pi.example.org") && ContainsSubstring("--host-name"));
}

TEST_CASE("without names a server answers to any") {
    CHECK(answers(HostNames({}), "evil.example"));
}

TEST_CASE("a name has no scheme and no port") {
    CHECK(HostNames::check_name("pi.example.org").empty());
    CHECK(HostNames::check_name("pi").empty());
    for (const char* name : {"", "http://pi", "pi:8080", "a b", "*"})
        CHECK_FALSE(HostNames::check_name(name).empty());
}
