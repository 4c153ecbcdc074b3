#include "service.hpp"

namespace http = gasworks::http;

everything::ListPetsResponse RecordingOperations::list_pets(const everything::ListPetsRequest& request,
                                                            http::Context& /*context*/) {
    listed = request;
    if (request.person_id == 404) return everything::ListPetsResponse::not_found("nobody has the number 404");
    switch (request.accept) {
        case everything::ListPetsMediaType::text_csv:
            return everything::ListPetsResponse::ok_csv("name\nTom\n");
        case everything::ListPetsMediaType::image_png:
            return everything::ListPetsResponse::ok_png(std::string_view("\x89PNG"));
        case everything::ListPetsMediaType::application_json:
            break;
    }
    everything::Pet pet;
    pet.name = "Tom";
    pet.born = "2020-02-29T12:00:00Z";
    pet.owner.email = "jon@example.org";
    pet.children = std::vector<everything::Pet>{pet};
    return everything::ListPetsResponse::ok_json({pet}).with_x_total(1).with_x_sorted(true);
}

everything::AddPetResponse RecordingOperations::add_pet(const everything::AddPetRequest& request,
                                                        http::Context& context) {
    added = request;
    principal = context.principal;
    auto response = everything::AddPetResponse::created(request.body);
    response.with_location("/pets/1\r\nX-Injected: yes");
    return response;
}

everything::SendPicturesResponse RecordingOperations::send_pictures(
    const everything::SendPicturesRequest& request, http::Context& context) {
    pictures = request;
    principal = context.principal;
    return everything::SendPicturesResponse::no_content();
}

everything::SendPartsResponse RecordingOperations::send_parts(const everything::SendPartsRequest& request,
                                                              http::Context& context) {
    parts = request;
    principal = context.principal;
    return everything::SendPartsResponse::ok(
        request.body ? std::to_string(request.body->additional_parts.size()) : "none");
}

everything::DeleteResponse RecordingOperations::delete_(const everything::DeleteRequest& request,
                                                        http::Context& /*context*/) {
    note = request;
    const bool html = request.accept == everything::DeleteMediaType::text_html;
    return html ? everything::DeleteResponse::ok_html("<p>") : everything::DeleteResponse::ok_text("noted");
}

Service::Service() {
    everything::add_routes(
        router_, *operations_, [](const http::Credentials& credentials) -> std::optional<std::string> {
            if (!http::same_secret(credentials.secret, "secret")) return std::nullopt;
            const std::string user = credentials.user.empty() ? "somebody" : credentials.user;
            return user + " by " + std::string(credentials.scheme);
        });
}

http::Response Service::send(const std::string& method, const std::string& target, const Fields& fields,
                             std::string body) const {
    return ::send(router_, method, target, fields, std::move(body));
}
