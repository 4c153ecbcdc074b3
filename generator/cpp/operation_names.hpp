#pragma once
#include <optional>
#include <string>
#include <vector>

#include "generator/cpp/types.hpp"
#include "generator/model/api.hpp"

namespace gasworks::generator {

/// How the body of an operation's request is held.
struct BodyType {
    std::string type;                 ///< of the field `body`
    std::string form;                 ///< the struct of a multipart body; empty when there is none
    std::vector<std::string> types;   ///< of each content, in order
    bool tells_content_type = false;  ///< there is a field `content_type`
};

/// One way to answer: a status with a media type, or without content.
struct Factory {
    std::string name;  ///< ok, ok_json, not_found ...
    const Response* response = nullptr;
    const Content* content = nullptr;
};

/// How one operation and its types are called in C++.
struct OperationNames {
    const Operation* operation = nullptr;
    std::string
        interface;  ///< the class it is a function of: PetOperations for the tag pet, Operations without one
    std::string add_routes;  ///< add_pet_routes
    std::string function;    ///< train_post
    std::string request;     ///< TrainPostRequest
    std::string response;    ///< TrainPostResponse
    std::string media_type;  ///< TrainPostMediaType; empty when no successful answer has content
    std::vector<std::string> enumerators;  ///< of the media types
    std::vector<std::string> fields;       ///< of the parameters
    std::optional<BodyType> body;
    std::vector<Factory> factories;
};

std::vector<OperationNames> operation_names(const Api& api, Types& types);

/// Whether the response is of one status, not of a range or `default`.
bool is_single(const Response& response);

/// Whether the content is sent as application/problem+json made by the run time.
bool is_problem(const Content& content);

}  // namespace gasworks::generator
