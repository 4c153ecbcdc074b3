#include "generator/bench/report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <stdexcept>

#include "generator/bench/cost.hpp"
#include "generator/bench/csv.hpp"
#include "generator/bench/markdown.hpp"
#include "generator/bench/statistics.hpp"

namespace gasworks::bench {

namespace {

constexpr std::array<const char*, 3> tests{"train", "upload", "predict"};

struct Party {
    const char* name;
    Measure measure;
};
constexpr std::array<Party, 2> parties{{
    {"client", [](const Exchange& exchange) { return std::optional(exchange.total); }},
    {"server", [](const Exchange& exchange) { return exchange.server; }},
}};

std::string number(const char* format, double value) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), format, value);
    return text.data();
}

std::string read_file(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream || !std::filesystem::is_regular_file(file))
        throw std::runtime_error(file + " can't be read: it is no file");
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream) throw std::runtime_error(file + " can't be read");
    return text;
}

void write_file(const std::filesystem::path& file, const std::string& text) {
    std::ofstream stream(file, std::ios::binary | std::ios::trunc);
    stream << text;
    stream.close();
    if (!stream) throw std::runtime_error(file.string() + " can't be written");
}

/// Adds the exchanges to a series of the same kind, or the series.
void merge(std::vector<Series>& into, const Series& series) {
    const auto same = std::find_if(into.begin(), into.end(), [&](const Series& each) {
        return each.test == series.test && each.type == series.type;
    });
    if (same == into.end()) {
        into.push_back(series);
    } else if (same->at_a_time != series.at_a_time) {
        throw std::runtime_error(series.test + ", " + series.type + ": one label has results with " +
                                 std::to_string(same->at_a_time) + " and with " +
                                 std::to_string(series.at_a_time) +
                                 " requests at a time: give them labels of their own");
    } else {
        same->exchanges.insert(same->exchanges.end(), series.exchanges.begin(), series.exchanges.end());
    }
}

/// The results of one label.
struct Platform {
    std::string label;
    Connections connections;
    std::vector<Series> series;
};

std::vector<Platform> platforms_of(const std::vector<Results>& results) {
    std::vector<Platform> platforms;
    for (const Results& each : results) {
        auto same = std::find_if(platforms.begin(), platforms.end(),
                                 [&](const Platform& platform) { return platform.label == each.label; });
        if (same == platforms.end())
            same = platforms.insert(platforms.end(), {each.label, each.connections, {}});
        if (same->connections != each.connections) {
            throw std::runtime_error(
                "'" + each.label +
                "' has results with a connection for each request and over kept ones: give "
                "them labels of their own");
        }
        for (const Series& series : each.series)
            merge(same->series, series);
    }
    return platforms;
}

Bar bar_of(const Measurement& measurement, bool with_party) {
    std::string label = measurement.size;
    for (const std::string& word : {with_party ? measurement.party : std::string(), measurement.type})
        label += word.empty() ? "" : ", " + word;
    return {std::move(label), measurement.mean, measurement.deviation, !measurement.is_published};
}

std::string capitalised(std::string text) {
    text.at(0) = static_cast<char>(text.at(0) - 'a' + 'A');
    return text;
}

std::string table_csv(const std::vector<Measurement>& measurements) {
    std::string text = "size,party,type,test,mean,min,max,std,source\n";
    for (const Measurement& each : measurements) {
        text += csv_field(each.size) + ',' + each.party + ',' + each.type + ',' + each.test;
        for (const double value : {each.mean, each.min, each.max, each.printed_deviation})
            text += number(each.is_published ? ",%g" : ",%.6f", value);
        text += each.is_published ? ",published\n" : ",measured\n";
    }
    return text;
}

std::string study_table(const std::vector<Measurement>& measurements) {
    std::string text =
        "| size | party | type | test | mean s | min | max | std |\n"
        "| --- | --- | --- | --- | --: | --: | --: | --: |\n";
    for (const char* test : tests) {
        for (const Measurement& each : measurements) {
            if (each.test != test) continue;
            const std::string mark = each.is_published ? "" : "**";
            text += "| " + mark + markdown_cell(each.size) + mark + " | " + each.party + " | " + each.type +
                    " | " + each.test;
            for (const double value : {each.mean, each.min, each.max, each.printed_deviation})
                text += number(each.is_published ? " | %g" : " | %.5f", value);
            text += " |\n";
        }
    }
    return text;
}

/// What of ours is asked in the same way: the study's cold and warm requests to functions were 30 at a time,
/// and those to machines one after the other.
std::string comparable_type(const Measurement& published) {
    if (!is_function(published)) return "warm";
    return published.type == "cold" ? "cold" : "parallel";
}

std::string ratio_table(const std::vector<Measurement>& measurements,
                        const std::vector<std::string>& labels) {
    std::string text = "| published | party | type | test | mean s |";
    std::string line = "| --- | --- | --- | --- | --: |";
    for (const std::string& label : labels) {
        text += ' ' + markdown_cell(label) + " |";
        line += " --: |";
    }
    text += '\n' + line + '\n';
    for (const char* test : tests) {
        for (const Measurement& published : measurements) {
            if (!published.is_published || published.test != test) continue;
            const std::string type = comparable_type(published);
            std::string cells;
            bool any = false;
            for (const std::string& label : labels) {
                const auto ours =
                    std::find_if(measurements.begin(), measurements.end(), [&](const Measurement& each) {
                        return !each.is_published && each.size == label && each.test == test &&
                               each.party == published.party && each.type == type;
                    });
                const bool found = ours != measurements.end() && ours->mean > 0;
                any |= found;
                cells +=
                    found ? number(" %.3g times", published.mean / ours->mean) + " (" + type + ") |" : " |";
            }
            if (!any) continue;
            text += "| " + published.size + " | " + published.party + " | " + published.type + " | " + test +
                    number(" | %g |", published.mean) + cells + '\n';
        }
    }
    return text;
}

std::vector<Price> prices_of(const ReportOptions& options) {
    auto prices = read_prices(default_prices(), "study/prices.csv");
    if (!options.prices) return prices;
    for (Price& price : read_prices(read_file(*options.prices), *options.prices)) {
        const auto same = std::find_if(prices.begin(), prices.end(),
                                       [&](const Price& each) { return each.size == price.size; });
        if (same == prices.end()) {
            prices.push_back(std::move(price));
        } else {
            *same = std::move(price);
        }
    }
    return prices;
}

/// "a connection for each request; predict, parallel: 30 at a time"
std::string ways_of_asking(const Results& results) {
    std::string text =
        results.connections == Connections::kept ? "over kept connections" : "a connection for each request";
    for (const Series& series : results.series) {
        if (series.at_a_time > 1) {
            text += "; " + series.test + ", " + series.type + ": " + std::to_string(series.at_a_time) +
                    " at a time";
        }
    }
    return text;
}

std::string report_text(const std::vector<Results>& results, const std::vector<Measurement>& measurements,
                        const std::vector<Price>& prices, const std::vector<NamedChart>& charts) {
    std::string text = "## Measured\n\n";
    std::vector<std::string> labels;
    for (const Results& each : results) {
        if (std::find(labels.begin(), labels.end(), each.label) == labels.end()) labels.push_back(each.label);
        text += "- **" + markdown_cell(each.label) + "**: " + markdown_cell(each.service) + ", " +
                markdown_cell(each.begun) + ", " + markdown_cell(each.program) + " on " +
                markdown_cell(description(each.machine)) + "; " + ways_of_asking(each);
        const std::size_t failed = each.failed();
        if (failed > 0) text += "; **" + std::to_string(failed) + " requests failed**";
        text += '\n';
    }
    text +=
        "\n## The study's table\n\nIn seconds. **Bold** rows were measured here, the others are the study's. "
        "Its std of "
        "1gb and 2gb is the standard error of 30 requests (its program divides by the root of 30), all "
        "others are "
        "standard deviations.\n\n" +
        study_table(measurements) +
        "\n## Ratios\n\nHow many times as long the published mean is. Other machines, other networks: this "
        "says what a "
        "user of that platform would see here, and not how much of it is the program's doing. The study's "
        "cold requests "
        "were 30 at a time, ours are one after the other.\n\n" +
        ratio_table(measurements, labels) +
        "\n## Cost\n\nPrices are inputs (`--prices`). The time of a request, as measured one after the "
        "other, at the "
        "price of the hour.\n\n" +
        cost_table(prices, measurements) +
        "\n## Charts\n\nBars are means, error bars standard deviations (of the study's functions its "
        "standard error "
        "times the root of 30). One that would reach below zero ends where a logarithmic axis begins.\n";
    for (const NamedChart& chart : charts)
        text += "\n![" + chart.chart.title + "](" + chart.name + ".svg)\n";
    return text;
}

}  // namespace

std::vector<Measurement> measurements_of(const std::vector<Results>& results) {
    std::vector<Measurement> measurements;
    for (const Platform& platform : platforms_of(results)) {
        for (const Series& series : platform.series) {
            if (std::find(tests.begin(), tests.end(), series.test) == tests.end()) continue;
            for (const Party& party : parties) {
                const auto found = describe(series.measurements(party.measure));
                if (!found) continue;
                measurements.push_back({platform.label, party.name, series.type, series.test, found->mean,
                                        found->min, found->max, found->deviation, found->deviation, false});
            }
        }
    }
    return measurements;
}

std::vector<NamedChart> study_charts(const std::vector<Measurement>& measurements) {
    std::vector<NamedChart> charts;
    for (const char* test : tests) {
        BarChart functions{
            capitalised(test) + ": functions, and what was measured here",
            "cold: a new instance or process; warm: the next request; parallel: many at a time",
            {}};
        for (const Measurement& each : measurements) {
            if (each.test == test && (is_function(each) || !each.is_published))
                functions.bars.push_back(bar_of(each, true));
        }
        charts.push_back({test, std::move(functions)});
    }
    for (const char* test : tests) {
        const std::string party = std::string(test) == "train" ? "server" : "client";
        BarChart platforms{capitalised(test) + ": all platforms", "as the " + party + " measures it", {}};
        for (const Measurement& each : measurements) {
            if (each.test == test && each.party == party) platforms.bars.push_back(bar_of(each, false));
        }
        charts.push_back({std::string(test) + "_platforms", std::move(platforms)});
    }
    return charts;
}

int run_report(const ReportOptions& options, std::ostream& out, std::ostream& err) {
    try {
        std::vector<Results> results;
        for (const std::string& file : options.results) {
            const std::string text = read_file(file);
            try {
                results.push_back(from_json(text));
            } catch (const std::runtime_error& error) {
                throw std::runtime_error(file + ' ' + error.what());
            }
        }
        std::vector<Measurement> measurements = published_measurements();
        for (const Results& each : results) {
            const auto is_its_label = [&](const Measurement& row) { return row.size == each.label; };
            if (std::any_of(measurements.begin(), measurements.end(), is_its_label)) {
                throw std::runtime_error("the label '" + each.label +
                                         "' is one of the study's: choose another");
            }
        }
        const std::vector<Measurement> ours = measurements_of(results);
        measurements.insert(measurements.end(), ours.begin(), ours.end());
        const auto charts = study_charts(measurements);
        const std::string text = report_text(results, measurements, prices_of(options), charts);
        if (options.folder) {
            const std::filesystem::path folder = *options.folder;
            std::error_code error;
            std::filesystem::create_directories(folder, error);
            if (error) {
                throw std::runtime_error("the folder " + folder.string() +
                                         " can't be made: " + error.message());
            }
            write_file(folder / "report.md", text);
            write_file(folder / "table.csv", table_csv(measurements));
            for (const NamedChart& chart : charts) {
                write_file(folder / (chart.name + ".svg"), to_svg(chart.chart));
                write_file(folder / (chart.name + ".png"), to_png(chart.chart));
            }
        }
        out << text << std::flush;
        return 0;
    } catch (const std::exception& error) {
        err << "gasworks: " << error.what() << '\n';
        return 2;
    }
}

}  // namespace gasworks::bench
