#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>
#include <tl/expected.hpp>

#include "http/json_values.hpp"
#include "http/request.hpp"
#include "http/router.hpp"
#include "http/violations.hpp"

namespace gasworks::http {

/// Decodes %XX, and "+" as a space where the text is from a query. The error names the wrong sequence.
tl::expected<std::string, std::string> percent_decoded(std::string_view text, bool plus_is_space);

/// What a parameter's text stands for.
enum class TextType { string, integer, number, boolean };

/// The JSON value that the text writes; the error says what it should have been. Integers and numbers are
/// JSON's: no sign "+", no leading zeros, no spaces.
tl::expected<nlohmann::json, std::string> value_of_text(std::string_view text, TextType type);

/// How a parameter of an operation is written, after OpenAPI's `in`, `style` and `explode`.
struct Parameter {
    Violation::In in = Violation::In::query;
    std::string_view name = {};
    TextType type = TextType::string;  ///< of the items when it is an array
    bool required = false;
    bool array = false;
    /// Arrays in a query: `name=a&name=b` when true, else `name=a,b`. Split before decoding, so that "%2C" is
    /// a comma within an item.
    bool explode = true;
    char delimiter = ',';
};

/// Reads the parameters of one request into typed fields.
class ParameterReader {
  public:
    /// All three must outlive the reader.
    ParameterReader(const Request& request, const PathParameters& path, Violations& found);

    /// Leaves the field as it is (its default) when the parameter is absent and not required.
    template <class T, class Reader>
    void read(const Parameter& parameter, T& field, const Reader& reader) {
        const std::optional<nlohmann::json> json = value(parameter);
        if (!json) return;
        if (auto result = reader(*json, Place(parameter.in, parameter.name), found_))
            field = *std::move(result);
    }

    /// A violation for every query parameter that is not among these.
    void refuse_unknown_query(const std::vector<std::string_view>& known);

  private:
    std::optional<nlohmann::json> value(const Parameter& parameter);
    std::vector<std::string> texts(const Parameter& parameter);

    const Request& request_;
    const PathParameters& path_;
    Violations& found_;
    std::vector<std::pair<std::string, std::string_view>> query_;  // names decoded, values as sent
};

/// The cookies of all Cookie fields (RFC 6265, 5.4), in order, values as sent without enclosing quotes.
std::vector<std::pair<std::string_view, std::string_view>> cookies(const Headers& headers);

/// The query's parameters in order; names decoded, values as sent. Pairs whose name does not decode are left
/// out and reported.
std::vector<std::pair<std::string, std::string_view>> query_parameters(std::string_view query,
                                                                       Violations& found);

}  // namespace gasworks::http
