#include "generator/bench/study.hpp"

#include <cmath>

#include "generator/bench/csv.hpp"
#include "generator/bench/study/texts.hpp"

namespace gasworks::bench {

std::vector<Measurement> published_measurements() {
    constexpr double requests_of_functions = 30;
    std::vector<Measurement> measurements;
    for (auto& fields :
         read_csv(study::measurements, {"size", "party", "type", "test", "mean", "min", "max", "std"},
                  "study/measurements.csv")) {
        Measurement row{fields[0], fields[1], fields[2], fields[3]};
        row.mean = csv_number(fields[4], "mean");
        row.min = csv_number(fields[5], "min");
        row.max = csv_number(fields[6], "max");
        row.printed_deviation = csv_number(fields[7], "std");
        row.is_published = true;
        row.deviation = is_function(row) ? row.printed_deviation * std::sqrt(requests_of_functions)
                                         : row.printed_deviation;
        measurements.push_back(std::move(row));
    }
    return measurements;
}

bool is_function(const Measurement& measurement) {
    return measurement.is_published && !measurement.type.empty();
}

std::string_view default_prices() {
    return study::prices;
}

}  // namespace gasworks::bench
