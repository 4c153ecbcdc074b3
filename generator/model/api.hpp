#pragma once
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "generator/model/schema.hpp"

namespace gasworks::generator {

struct SecurityScheme {
    enum class Kind {
        basic,
        bearer,
        api_key,
        oauth2,
        open_id,
        unsupported  ///< mutualTLS, or HTTP's other schemes: no requirement of the model has one
    };
    std::string name;
    Kind kind = Kind::basic;
    std::string in;         ///< of an API key: header, query or cookie
    std::string parameter;  ///< of an API key
};

/// A scheme that a request must satisfy, with the scopes that its token must have.
struct RequiredScheme {
    const SecurityScheme* scheme = nullptr;
    std::vector<std::string> scopes;  ///< of OAuth 2 and OpenID Connect
};

/// Alternatives; of each, all schemes together. Empty: nothing is asked for.
using Security = std::vector<std::vector<RequiredScheme>>;

/// How a parameter or a part of a form is written (OpenAPI's `style`, or `content` with JSON).
enum class Style { simple, label, matrix, form, space_delimited, pipe_delimited, deep_object, json };

struct Parameter {
    std::string name;
    std::string in;  ///< path, query, header or cookie
    bool required = false;
    Style style = Style::simple;
    bool explode = false;
    bool allow_empty = false;
    std::string description;
    const Schema* schema = nullptr;
    Position position;
};

/// How a property of a form is sent.
struct PartEncoding {
    std::string property;
    std::vector<std::string> media_types;  ///< of multipart/form-data; empty: any
    std::optional<Style> style;            ///< of application/x-www-form-urlencoded
    bool explode = true;
};

/// One media type of a body.
struct Content {
    enum class Form {
        json,
        multipart,
        urlencoded,
        text,    ///< any text
        value,   ///< a text that stands for a number, a boolean or a word of an enumeration
        events,  ///< of an answer: a stream of server-sent events
        binary   ///< bytes as they are
    };
    std::string media_type;  ///< lower case, without parameters
    Form form = Form::binary;
    const Schema* schema = nullptr;      ///< nullptr: none was given
    std::vector<PartEncoding> encoding;  ///< of the forms' properties, where the document says
    Position position;

    const PartEncoding* encoding_of(const std::string& property) const;
    bool is_range() const { return media_type.find('*') != std::string::npos; }
};

struct RequestBody {
    bool required = false;
    std::string description;
    std::vector<Content> contents;
};

struct ResponseHeader {
    std::string name;
    std::string description;
    const Schema* schema = nullptr;  ///< nullptr: text
};

struct Response {
    /// 200 to 599; 2 to 5 for a range such as 4XX; 0 for `default`.
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
    std::string workload;  ///< immediate, ordinary, lengthy or probe
    std::string tag;       ///< the first one; empty when there is none
    std::vector<Parameter> parameters;
    std::optional<RequestBody> body;
    std::vector<Response> responses;
    Security security;
    Position position;

    /// Every media type of its successful answers, in the document's order.
    std::vector<std::string> media_types() const;
    /// Whether the status is declared by itself, by its range or by `default`.
    bool declares(int status) const;
    /// Whether it is declared by itself.
    bool names(int status) const;
    /// Whether the response tells of success: 2xx, 2XX, or `default` where nothing else does.
    bool is_success(const Response& response) const;
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
    std::string base_path;     ///< of the document's server, without a slash at the end
    std::deque<Node> written;  ///< schemas as they were rewritten to be read; default values point here
    std::deque<Schema> schemas;
    std::vector<const Schema*> components;  ///< of components/schemas, in the document's order
    std::deque<SecurityScheme> security_schemes;
    std::vector<Operation> operations;
};

}  // namespace gasworks::generator
