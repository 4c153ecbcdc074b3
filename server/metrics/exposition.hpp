#pragma once
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>

#include "metrics/histogram.hpp"

namespace gasworks::metrics {

enum class MetricType { counter, gauge, histogram };

struct Label {
    std::string_view name;
    std::string_view value;  ///< any text; what the format needs escaped is escaped
};
using Labels = std::initializer_list<Label>;

/// Writes metrics in the text format that Prometheus reads (version 0.0.4): families, each with its help and
/// type, then its samples.
/// https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
class Exposition {
  public:
    /// Begins the family that the next samples belong to. Throws std::invalid_argument for a name that is not
    /// [a-zA-Z_:][a-zA-Z0-9_:]*, and for a family that was there already.
    void family(std::string_view name, MetricType type, std::string_view help);
    /// Of a counter or gauge. Throws std::invalid_argument for a label's name that is not
    /// [a-zA-Z_][a-zA-Z0-9_]*.
    void sample(double value, Labels labels = {});
    /// Of a histogram: its buckets, cumulative, its sum and its count.
    void sample(const Histogram::Snapshot& histogram, Labels labels = {});

    /// Everything so far; a family without samples is left out.
    const std::string& text() const { return text_; }

  private:
    void line(std::string_view suffix, Labels labels, const Label* last, double value);

    std::string text_;
    std::set<std::string, std::less<>> names_;
    std::string name_;
    std::string heading_;  ///< of the family, until its first sample
};

/// The media type of Exposition's text.
inline constexpr std::string_view exposition_media_type = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace gasworks::metrics
