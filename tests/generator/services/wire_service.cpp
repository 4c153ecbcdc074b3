#include "wire_service.hpp"

namespace http = gasworks::http;

wire::ReadPathResponse WireOperations::read_path(const wire::ReadPathRequest& request,
                                                 http::Context& /*context*/) {
    path = request;
    return wire::ReadPathResponse::no_content();
}

wire::ReadQueryResponse WireOperations::read_query(const wire::ReadQueryRequest& request,
                                                   http::Context& /*context*/) {
    query = request;
    return wire::ReadQueryResponse::no_content();
}

wire::HeadQueryResponse WireOperations::head_query(const wire::HeadQueryRequest& /*request*/,
                                                   http::Context& /*context*/) {
    return wire::HeadQueryResponse::no_content().with_x_seen(true);
}

wire::DeleteWithBodyResponse WireOperations::delete_with_body(const wire::DeleteWithBodyRequest& request,
                                                              http::Context& /*context*/) {
    deleted = request;
    return wire::DeleteWithBodyResponse::no_content();
}

wire::OptionsQueryResponse WireOperations::options_query(const wire::OptionsQueryRequest& /*request*/,
                                                         http::Context& /*context*/) {
    return wire::OptionsQueryResponse::no_content();
}

wire::ReadAnythingResponse WireOperations::read_anything(const wire::ReadAnythingRequest& request,
                                                         http::Context& /*context*/) {
    anything = request;
    return wire::ReadAnythingResponse::no_content();
}

wire::PostFormsResponse WireOperations::post_forms(const wire::PostFormsRequest& request,
                                                   http::Context& /*context*/) {
    form = request;
    return wire::PostFormsResponse::no_content();
}

wire::AnswerResponse WireOperations::answer(const wire::AnswerRequest& request, http::Context& /*context*/) {
    if (request.kind == "problem") return wire::AnswerResponse::client_error(418, "a teapot");
    if (request.kind == "bare") return wire::AnswerResponse::otherwise(503);
    if (request.kind == "wrong") return wire::AnswerResponse::client_error(500, "not of the range");
    switch (request.accept) {
        case wire::AnswerMediaType::text_plain:
            return wire::AnswerResponse::success_text(200, 2.5);
        case wire::AnswerMediaType::image:
            return wire::AnswerResponse::success_image(200, "image/png", std::string("\x89PNG"));
        case wire::AnswerMediaType::application_json:
            break;
    }
    wire::Point point;
    point.x = 3;
    return wire::AnswerResponse::success_json(201, point)
        .with_x_tags({"a", "b"})
        .with_x_mood(wire::AnswerXMood::good)
        .with_x_plain("plain");
}

wire::GuardedResponse WireOperations::guarded(const wire::GuardedRequest& /*request*/,
                                              http::Context& context) {
    principal = context.principal;
    return wire::GuardedResponse::no_content();
}

wire::ThingResponse WireOperations::thing(const wire::ThingRequest& request, http::Context& /*context*/) {
    thing_id = request.id;
    return wire::ThingResponse::no_content();
}

wire::FileResponse WireOperations::file(const wire::FileRequest& request, http::Context& /*context*/) {
    thing_id = request.name + " as " + std::string(to_string(request.kind));
    return wire::FileResponse::no_content();
}

wire::MyThingResponse WireOperations::my_thing(const wire::MyThingRequest& /*request*/,
                                               http::Context& /*context*/) {
    thing_id = "literally mine";
    return wire::MyThingResponse::no_content();
}

wire::ThingsResponse WireOperations::things(const wire::ThingsRequest& /*request*/,
                                            http::Context& /*context*/) {
    thing_id = "all";
    return wire::ThingsResponse::no_content();
}

WireService::WireService() {
    // A token is a list of what it allows.
    wire::add_routes(router_, *operations_, [](const http::Credentials& credentials) -> http::Verdict {
        if (credentials.secret == "guessed") return std::nullopt;
        for (const std::string_view scope : credentials.scopes) {
            if (credentials.secret.find(scope) == std::string::npos)
                return http::Verdict::insufficient_scope();
        }
        return std::string(credentials.scheme) + " " + credentials.secret;
    });
}
