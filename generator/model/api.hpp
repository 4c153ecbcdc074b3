#pragma once
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "generator/model/schema.hpp"

namespace gasworks::generator {

struct SecurityScheme {
    enum class Kind { basic, bearer, api_key };
    std::string name;
    Kind kind = Kind::basic;
    std::string in;         ///< of an API key: header, query or cookie
    std::string parameter;  ///< of an API key
};

/// Alternatives; of each, all schemes together. Empty: nothing is asked for.
using Security = std::vector<std::vector<const SecurityScheme*>>;

struct Parameter {
    std::string name;
    std::string in;  ///< path, query, header or cookie
    bool required = false;
    bool explode = false;
    std::string description;
    const Schema* schema = nullptr;
    Position position;
};

/// One media type of a body.
struct Content {
    enum class Form { json, multipart, text, binary };
    std::string media_type;  ///< lower case, without parameters
    Form form = Form::binary;
    const Schema* schema = nullptr;  ///< nullptr: none was given
    Position position;
};

struct RequestBody {
    bool required = false;
    std::string description;
    std::vector<Content> contents;
};

struct ResponseHeader {
    std::string name;
    std::string description;
    const Schema* schema = nullptr;
};

struct Response {
    int status = 200;
    std::string description;
    std::vector<Content> contents;
    std::vector<ResponseHeader> headers;
};

struct Operation {
    std::string id;
    std::string method;  ///< upper case
    std::string path;    ///< of the route: base path and template
    std::string description;
    bool deprecated = false;
    std::string workload;  ///< immediate, ordinary or lengthy
    std::vector<Parameter> parameters;
    std::optional<RequestBody> body;
    std::vector<Response> responses;
    Security security;
    Position position;

    /// Every media type of its successful answers, in the document's order.
    std::vector<std::string> media_types() const;
    bool declares(int status) const;
};

/// What a document says, checked and resolved. Schemas and security schemes are pointed to, and the default
/// values point into the document's tree, which must outlive the model.
struct Api {
    Api() = default;
    Api(Api&&) = default;
    Api& operator=(Api&&) = default;
    Api(const Api&) = delete;
    Api& operator=(const Api&) = delete;
    ~Api() = default;

    std::string title;
    std::string version;
    std::string base_path;  ///< of the document's server, without a slash at the end
    std::deque<Schema> schemas;
    std::vector<const Schema*> components;  ///< of components/schemas, in the document's order
    std::deque<SecurityScheme> security_schemes;
    std::vector<Operation> operations;
};

}  // namespace gasworks::generator
