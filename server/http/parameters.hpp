#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json.hpp>

#include "http/json_values.hpp"
#include "http/parameter.hpp"
#include "http/parameter_pairs.hpp"
#include "http/request.hpp"
#include "http/violations.hpp"

namespace gasworks::http {

/// Reads the parameters of one request into typed fields. A field stays as it is (its default) when the
/// parameter is absent and not required. A query object that is open takes every pair that is left, so it is
/// read last.
class ParameterReader {
  public:
    /// The request must outlive the reader.
    ParameterReader(const Request& request, Violations& found);

    template <class T, class Reader>
    void query(const Parameter& parameter, T& field, const Reader& reader) {
        const Place place(Violation::In::query, parameter.name);
        read(query_.value(parameter, place, found_), place, field, reader);
    }
    /// `segment` counts the segments of the route's path from 0; what comes from there is still encoded.
    template <class T, class Reader>
    void path(std::size_t segment, const Parameter& parameter, T& field, const Reader& reader) {
        const Place place(Violation::In::path, parameter.name);
        read(value_of(parameter, segments_.at(segment), Encoding::percent, place, found_), place, field,
             reader);
    }
    /// A variable of a segment that has text beside it: "{name}.json".
    template <class T, class Reader>
    void path(std::size_t segment, std::string_view segment_template, const Parameter& parameter, T& field,
              const Reader& reader) {
        const Place place(Violation::In::path, parameter.name);
        const std::string text = part_of_segment(segment, segment_template, parameter.name);
        read(value_of(parameter, text, Encoding::percent, place, found_), place, field, reader);
    }
    template <class T, class Reader>
    void header(const Parameter& parameter, T& field, const Reader& reader) {
        const Place place(Violation::In::header, parameter.name);
        read(header_value(parameter, place), place, field, reader);
    }
    template <class T, class Reader>
    void cookie(const Parameter& parameter, T& field, const Reader& reader) {
        const Place place(Violation::In::cookie, parameter.name);
        read(cookie_value(parameter, place), place, field, reader);
    }

    /// Query parameters that are read elsewhere, such as an API key.
    void pass_over(const std::vector<std::string_view>& names);
    /// A violation for every query parameter that nobody has taken; `known` lists the names for the error.
    void refuse_unknown_query(const std::vector<std::string_view>& known);

  private:
    template <class T, class Reader>
    void read(const std::optional<nlohmann::json>& json, const Place& place, T& field, const Reader& reader) {
        if (!json) return;
        if (auto result = reader(*json, place, found_)) field = *std::move(result);
    }
    std::string part_of_segment(std::size_t segment, std::string_view segment_template,
                                std::string_view name) const;
    std::optional<nlohmann::json> header_value(const Parameter& parameter, const Place& place);
    std::optional<nlohmann::json> cookie_value(const Parameter& parameter, const Place& place);

    const Request& request_;
    Violations& found_;
    ParameterPairs query_;
    std::vector<std::string_view> segments_;
};

/// The cookies of all Cookie fields (RFC 6265, 5.4), in order, values as sent without enclosing quotes.
std::vector<std::pair<std::string_view, std::string_view>> cookies(const Headers& headers);

}  // namespace gasworks::http
