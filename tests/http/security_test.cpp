#include "http/security.hpp"

#include "http/guards.hpp"
#include "tests/catch.hpp"

using namespace gasworks::http;

namespace {

const SecurityScheme basic{.name = "password", .kind = Credentials::Kind::basic};
const SecurityScheme bearer{.name = "token", .kind = Credentials::Kind::bearer};
const SecurityScheme key{.name = "key",
                         .kind = Credentials::Kind::api_key,
                         .in = SecurityScheme::In::query,
                         .parameter = "api key"};

// Notes what was offered and lets everyone in.
struct Offered {
    std::vector<Credentials> seen;
    Authenticator authenticator() {
        return [this](const Credentials& credentials) {
            seen.push_back(credentials);
            return std::optional<std::string>("someone");
        };
    }
};

Request with_authorization(const std::string& value) {
    Request request;
    request.headers.add("Authorization", value);
    return request;
}

TEST_CASE("secrets are compared whole") {
    CHECK(same_secret("", ""));
    CHECK(same_secret("abc", "abc"));
    CHECK_FALSE(same_secret("abc", "abd"));
    CHECK_FALSE(same_secret("abc", "abcabc"));
    CHECK_FALSE(same_secret("abcabc", "abc"));
    CHECK_FALSE(same_secret("abc", ""));
    CHECK_FALSE(same_secret("", "abc"));
}

TEST_CASE("Basic credentials are decoded") {
    Offered offered;
    Context context;
    CHECK_FALSE(
        authenticate({{basic}}, offered.authenticator(), with_authorization("BASIC  YTpiOmM="), context));
    REQUIRE(offered.seen.size() == 1);
    CHECK(offered.seen[0].user == "a");
    CHECK(offered.seen[0].secret == "b:c");
    CHECK(offered.seen[0].scheme == "password");
    CHECK(context.principal == "someone");
    for (const char* wrong : {"Basic", "Basic YWI=", "Basic %%%", "Basic Og=="}) {
        CAPTURE(wrong);
        CHECK(authenticate({{basic}}, offered.authenticator(), with_authorization(wrong), context)->status ==
              401);
    }
    CHECK(offered.seen.size() == 1);
}

TEST_CASE("tokens and keys are offered as they are") {
    Offered offered;
    Context context;
    Request request = with_authorization("Bearer a.b-c");
    request.query = "x=1&api%20key=k%2B+y";
    CHECK_FALSE(authenticate({{bearer, key}}, offered.authenticator(), request, context));
    REQUIRE(offered.seen.size() == 2);
    CHECK(offered.seen[0].secret == "a.b-c");
    CHECK(offered.seen[1].secret == "k+ y");
}

TEST_CASE("without a requirement nobody is asked") {
    Context context;
    CHECK_FALSE(authenticate({}, {}, Request(), context));
    CHECK_FALSE(authenticate({{}}, {}, Request(), context));
    CHECK_FALSE(context.principal);
}

TEST_CASE("the answer says what is asked for") {
    Context context;
    Offered offered;
    const auto problem = authenticate({{bearer, key}, {basic}}, offered.authenticator(), Request(), context);
    REQUIRE(problem);
    CHECK(problem->status == 401);
    CHECK(problem->detail ==
          "this operation asks for credentials: a bearer token and an API key in api key, or user and "
          "password (HTTP Basic)");
    CHECK(problem->headers.all("WWW-Authenticate").size() == 3);
    CHECK_FALSE(context.principal);
}

TEST_CASE("a guarded handler is not reached without credentials") {
    int reached = 0;
    const Handler handler = [&reached](const Request&, const PathParameters&, Context&) {
        ++reached;
        return Response();
    };
    Offered offered;
    const Handler guard = guarded({{bearer}}, offered.authenticator(), handler);
    Context context;
    CHECK(guard(Request(), {}, context).status == 401);
    CHECK(reached == 0);
    CHECK(guard(with_authorization("Bearer x"), {}, context).status == 200);
    CHECK(reached == 1);
    CHECK_THROWS_AS(guarded({{bearer}}, {}, handler), std::invalid_argument);
    CHECK_NOTHROW(guarded({{}}, {}, handler));
    CHECK(deprecated(handler)(Request(), {}, context).headers.get("Deprecation") == "true");
}

}  // namespace
