#pragma once
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "generator/bench/bar_chart.hpp"
#include "generator/bench/results.hpp"
#include "generator/bench/study.hpp"

namespace gasworks::bench {

/// Those parties of results that the study has: client and server. Series of one label, test and type that
/// are in several results are one.
std::vector<Measurement> measurements_of(const std::vector<Results>& results);

/// The study's six charts with our bars: of each test all kinds of requests to functions ("train"), and all
/// platforms ("train_platforms").
struct NamedChart {
    std::string name;
    BarChart chart;
};
std::vector<NamedChart> study_charts(const std::vector<Measurement>& measurements);

struct ReportOptions {
    std::vector<std::string> results;   ///< files of `gasworks bench --json`
    std::optional<std::string> prices;  ///< rows that replace those of the same size, or come to them
    std::optional<std::string>
        folder;  ///< for report.md, table.csv and the charts; made where it is not there
};

/// Prints the study's table with the rows of the results, ratios and costs. \return 0; 2 where a file can't
/// be read or written, or is wrong
int run_report(const ReportOptions& options, std::ostream& out, std::ostream& err);

}  // namespace gasworks::bench
