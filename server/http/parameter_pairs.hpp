#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "http/parameter.hpp"
#include "http/parameter_text.hpp"
#include "http/violations.hpp"

namespace gasworks::http {

/// Names and values as a query, a form (application/x-www-form-urlencoded) or cookies have them. Whoever
/// reads a pair takes it; what is left at the end was not known.
class ParameterPairs {
  public:
    struct Pair {
        std::string name;       ///< decoded
        std::string_view text;  ///< as sent
        bool taken = false;
    };

    /// What a form may cost before its content is looked at.
    static constexpr std::size_t most_pairs = 10'000;

    ParameterPairs() = default;
    explicit ParameterPairs(Encoding encoding) : encoding_(encoding) {}

    /// The pairs of `a=1&b=2`, which must outlive them. A pair whose name does not decode is left out and
    /// reported at `in`; so is what comes after `most_pairs`.
    static ParameterPairs of_query(std::string_view query, Violation::In in, Violations& found);

    void add(std::string name, std::string_view text) { pairs_.push_back({std::move(name), text, false}); }

    /// The JSON value of a parameter, from all its pairs, which are taken; nothing when it is absent (which
    /// is a violation for a required one) or wrong.
    std::optional<nlohmann::json> value(const Parameter& parameter, const Place& place, Violations& found);
    /// Takes the pairs of this name.
    void take(std::string_view name);

    const std::vector<Pair>& all() const { return pairs_; }

  private:
    std::vector<std::string_view> texts(std::string_view name);
    std::optional<nlohmann::json> exploded_object(const Parameter& parameter, const Place& place,
                                                  Violations& found);
    std::optional<nlohmann::json> deep_object(const Parameter& parameter, const Place& place,
                                              Violations& found);

    std::vector<Pair> pairs_;
    Encoding encoding_ = Encoding::form;
};

}  // namespace gasworks::http
