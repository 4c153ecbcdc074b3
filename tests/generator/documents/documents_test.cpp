// Services of documents that others wrote (from npm packages): every route answers, every valid request
// passes, and every kind of invalid one is refused. The requests are made up from the documents.
#include "documents.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>

#include "generator/check/check.hpp"
#include "generator/document/parse.hpp"
#include "http/router.hpp"
#include "reached.hpp"
#include "sample.hpp"
#include "tests/catch.hpp"

namespace {

using namespace gasworks::generator;
namespace http = gasworks::http;
using nlohmann::json;

struct Outcome {
    int status = 0;
    std::string reached;  // the operation, when the request got there
    std::string body;
};

Outcome send(const http::Router& router, const SampleRequest& sample) {
    http::Request request;
    request.method = sample.method;
    request.path = sample.path;
    request.query = sample.query_text();
    request.headers = sample.headers;
    request.body = sample.body;
    const auto found = router.find(request.method, request.path);
    if (std::holds_alternative<http::Router::MethodNotAllowed>(found)) return {405, {}, {}};
    const auto* match = std::get_if<http::Router::Found>(&found);
    if (match == nullptr) return {404, {}, {}};
    http::Context context;
    try {
        const auto response = match->route->handler(request, match->parameters, context);
        return {response.status, {}, std::string(http::bytes_of(response.body))};
    } catch (const Reached& reached) {
        return {200, reached.operation_id, {}};
    }
}

// A request with everything that is required, or with everything; `skip` leaves out a parameter.
SampleRequest request_for(const Operation& operation, bool everything, const Parameter* skip = nullptr) {
    SampleRequest request{operation.method, operation.path, {}, {}, {}};
    for (const Parameter& parameter : operation.parameters) {
        // A list without items can't be told from none.
        const bool list = parameter.schema->type == Schema::Type::array;
        if (&parameter != skip && (parameter.required || everything))
            add_parameter(request, parameter, sample(*parameter.schema, everything || list));
    }
    if (operation.body && (operation.body->required || everything)) {
        const Content& content = operation.body->contents.front();
        add_body(request, content,
                 content.schema == nullptr ? json("any") : sample(*content.schema, everything));
    }
    add_credentials(request, operation);
    return request;
}

bool takes_every_query(const Operation& operation) {
    return std::any_of(
        operation.parameters.begin(), operation.parameters.end(), [](const Parameter& parameter) {
            return parameter.in == "query" && parameter.style == Style::form && parameter.explode &&
                   parameter.schema->type == Schema::Type::object &&
                   (parameter.schema->is_map() || parameter.schema->additional == Schema::Additional::kept);
        });
}

struct Counts {
    std::size_t valid = 0;
    std::size_t invalid = 0;
};

void probe_valid(const http::Router& router, const Operation& operation, Counts& counts) {
    for (const bool everything : {false, true}) {
        const SampleRequest request = request_for(operation, everything);
        CAPTURE(request.path, request.query_text(), request.body);
        const Outcome outcome = send(router, request);
        CAPTURE(outcome.status, outcome.body);
        CHECK(outcome.reached == operation.id);
        ++counts.valid;
    }
}

void refused(const http::Router& router, const SampleRequest& request, std::initializer_list<int> statuses,
             const std::string& named, Counts& counts) {
    const Outcome outcome = send(router, request);
    CAPTURE(request.path, request.query_text(), request.body, outcome.status, outcome.body, outcome.reached);
    CHECK(std::find(statuses.begin(), statuses.end(), outcome.status) != statuses.end());
    CHECK_THAT(outcome.body, ContainsSubstring(named));
    ++counts.invalid;
}

void probe_parameters(const http::Router& router, const Operation& operation, Counts& counts) {
    if (!takes_every_query(operation)) {
        SampleRequest request = request_for(operation, false);
        request.query.emplace_back("no-such-parameter=1");
        refused(router, request, {400}, "no-such-parameter", counts);
    }
    for (const Parameter& parameter : operation.parameters) {
        const Schema& schema = *parameter.schema;
        const bool object = schema.type == Schema::Type::object;
        if (parameter.required && parameter.in != "path" && !(object && schema.is_map())) {
            refused(router, request_for(operation, false, &parameter), {400}, parameter.name, counts);
        }
        const bool array = schema.type == Schema::Type::array;
        const Schema::Type type = array ? schema.items->type : schema.type;
        if (type != Schema::Type::integer && type != Schema::Type::number && type != Schema::Type::boolean)
            continue;
        SampleRequest request = request_for(operation, false, &parameter);
        add_parameter(request, parameter, array ? json::array({"wrong"}) : json("wrong"));
        refused(router, request, {400}, parameter.name, counts);
    }
}

void probe_body(const http::Router& router, const Operation& operation, Counts& counts) {
    const SampleRequest plain = request_for(operation, false);
    if (!operation.body) {
        SampleRequest request = plain;
        request.headers.set("Content-Type", "text/plain");
        request.body = "unexpected";
        refused(router, request, {400}, "takes no request body", counts);
        return;
    }
    const auto& contents = operation.body->contents;
    if (operation.body->required) {
        SampleRequest request = plain;
        request.headers = {};
        request.body.clear();
        add_credentials(request, operation);
        for (const Parameter& parameter : operation.parameters) {
            if (parameter.required && (parameter.in == "header" || parameter.in == "cookie"))
                add_parameter(request, parameter, sample(*parameter.schema));
        }
        refused(router, request, {400}, "no body", counts);
    }
    if (std::none_of(contents.begin(), contents.end(),
                     [](const Content& content) { return content.media_type == "*/*"; })) {
        SampleRequest request = plain;
        request.headers.set("Content-Type", "x-unknown/type");
        request.body = "x";
        refused(router, request, {415}, "x-unknown/type", counts);
    }
    for (const Content& content : contents) {
        if (content.form != Content::Form::json) continue;
        SampleRequest request = plain;
        request.headers.set("Content-Type", content.media_type);
        request.body = "{";
        refused(router, request, {400}, "not JSON", counts);
        if (content.schema == nullptr || content.schema->type == Schema::Type::any) continue;
        request.body =
            content.schema->type == Schema::Type::object || content.schema->is_choice() ? "[]" : "{}";
        refused(router, request, {400, 422}, "must be", counts);
    }
}

void probe_surroundings(const http::Router& router, const Operation& operation, Counts& counts) {
    const auto types = operation.media_types();
    if (!types.empty() && types.front() != "*/*") {
        SampleRequest request = request_for(operation, false);
        request.headers.add("Accept", "x-unknown/type");
        refused(router, request, {406}, types.front(), counts);
    }
    SampleRequest other = request_for(operation, false);
    other.method = "PROPFIND";
    refused(router, other, {405}, "", counts);
    SampleRequest beyond = request_for(operation, false);
    beyond.path += "/no/such/path";
    refused(router, beyond, {404}, "", counts);
    const bool anonymous = std::any_of(operation.security.begin(), operation.security.end(),
                                       [](const auto& alternative) { return alternative.empty(); });
    if (operation.security.empty() || anonymous) return;
    Operation open = operation;
    open.security.clear();
    refused(router, request_for(open, false), {401}, "credentials", counts);
}

TEST_CASE("services of others' documents take what is valid and refuse what is not") {
    for (const Document& document : documents()) {
        std::ifstream file(document.path, std::ios::binary);
        REQUIRE(file);
        const auto node = parse_document({std::istreambuf_iterator<char>(file), {}});
        REQUIRE(node);
        Diagnostics diagnostics;
        const Api api = check(*node, diagnostics);
        REQUIRE_FALSE(diagnostics.has_errors());
        http::Router router;
        document.add_routes(router);
        Counts counts;
        for (const Operation& operation : api.operations) {
            CAPTURE(document.path, operation.id);
            try {
                probe_valid(router, operation, counts);
                probe_parameters(router, operation, counts);
                probe_body(router, operation, counts);
                probe_surroundings(router, operation, counts);
            } catch (const std::runtime_error& error) {
                FAIL(error.what());
            }
        }
        WARN(document.path << ": " << api.operations.size() << " operations, " << counts.valid
                           << " valid requests taken, " << counts.invalid << " invalid ones refused");
    }
}

}  // namespace
