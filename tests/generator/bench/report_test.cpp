#include "generator/bench/report.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "generator/bench/cost.hpp"
#include "tests/catch.hpp"
#include "tests/temporary_folder.hpp"

using namespace gasworks::bench;

namespace {

Exchange exchange(double total, double server) {
    Exchange made;
    made.status = 200;
    made.total = total;
    made.server = server;
    return made;
}

Results results(const std::string& label, const std::string& test, const std::string& type,
                std::vector<Exchange> exchanges) {
    Results made;
    made.label = label;
    made.service = "EigenfacesSVM 0.1.0";
    made.machine.processor = "Cortex-A72";
    made.series = {{test, type, 1, 1, std::move(exchanges)}};
    return made;
}

std::vector<Measurement> with_published(const std::vector<Results>& measured) {
    auto all = published_measurements();
    const auto ours = measurements_of(measured);
    all.insert(all.end(), ours.begin(), ours.end());
    return all;
}

std::string contents(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t found = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        ++found;
    return found;
}

}  // namespace

TEST_CASE("the study's table is there, each row once, and its deviations are those of single requests") {
    const auto rows = published_measurements();
    // 8 of functions for each test, 3 clouds for upload and predict, 7 machines for train.
    REQUIRE(rows.size() == 3 * 8 + 2 * 3 + 7);
    std::set<std::string> keys;
    for (const Measurement& row : rows) {
        INFO(row.size << ' ' << row.party << ' ' << row.type << ' ' << row.test);
        CHECK(keys.insert(row.size + ',' + row.party + ',' + row.type + ',' + row.test).second);
        CHECK(row.min <= row.mean);
        CHECK(row.mean <= row.max);
        // No sample of n has a deviation below its range / sqrt(2 (n - 1)). What the study prints for its
        // functions is: it is something else.
        const double least = (row.max - row.min) / std::sqrt(2 * (90.0 - 1));
        CHECK(row.deviation >= least * 0.9);
        if (is_function(row)) CHECK(row.deviation == Approx(row.printed_deviation * std::sqrt(30.0)));
    }
    const auto pi =
        std::find_if(rows.begin(), rows.end(), [](const Measurement& row) { return row.size == "pi 3b+"; });
    REQUIRE(pi != rows.end());
    CHECK(pi->mean == 222.61);
    CHECK(pi->deviation == 8.4);
}

TEST_CASE("results can be read again as they were written") {
    Results written = results("Pi 4", "predict", "warm", {exchange(0.25, 0.125), exchange(0.5, 0.25)});
    written.series[0].exchanges[1].server.reset();
    Exchange refused;
    refused.status = 503;
    refused.body = "busy";
    written.series[0].exchanges.push_back(refused);
    written.machine.cores = 4;
    written.machine.processor_limit = 1.5;
    written.machine.memory = 1'000'000'000;
    const Results read = from_json(to_json(written));
    CHECK(to_csv(read) == to_csv(written));
    CHECK(to_markdown(read) == to_markdown(written));
    CHECK(to_json(read) == to_json(written));
    CHECK_THROWS(from_json("{}"));
    CHECK_THROWS(from_json("[1"));
}

TEST_CASE("results that can't be are refused, with what is wrong") {
    const std::string good = to_json(results("Pi 4", "predict", "warm", {exchange(0.25, 0.125)}));
    const auto told = [&](const std::string& from, const std::string& to) {
        std::string text = good;
        const auto at = text.find(from);
        REQUIRE(at != std::string::npos);
        text.replace(at, from.size(), to);
        try {
            from_json(text);
        } catch (const std::runtime_error& error) {
            return std::string(error.what());
        }
        return std::string("nothing");
    };
    CHECK_THAT(told("\"total\": 0.25", "\"total\": 1e308"), ContainsSubstring("'total'"));
    CHECK_THAT(told("\"total\": 0.25", "\"total\": -1"), ContainsSubstring("'total'"));
    CHECK_THAT(told("\"total\": 0.25", "\"total\": \"x\""), ContainsSubstring("'total'"));
    CHECK_THAT(told("\"test\": \"predict\"", "\"test\": \"fly\""), ContainsSubstring("'test' is 'fly'"));
    CHECK_THAT(told("\"own\"", "\"foo\""), ContainsSubstring("own, kept"));
    CHECK_THAT(told("\"Pi 4\"", "\"\""), ContainsSubstring("'label' is empty"));
    CHECK_THAT(told("\"Pi 4\"", "\"" + std::string(61, 'x') + '"'), ContainsSubstring("61 bytes"));
}

TEST_CASE("what was asked in different ways is not put together, and no row is taken for the study's") {
    auto kept = results("here", "train", "warm", {exchange(1, 1)});
    kept.connections = Connections::kept;
    CHECK_THROWS_WITH(measurements_of({results("here", "train", "warm", {exchange(1, 1)}), kept}),
                      ContainsSubstring("kept"));
    auto many = results("here", "train", "warm", {exchange(1, 1)});
    many.series[0].at_a_time = 4;
    CHECK_THROWS_WITH(measurements_of({results("here", "train", "warm", {exchange(1, 1)}), many}),
                      ContainsSubstring("at a time"));
    const TemporaryFolder folder;
    put_file(folder / "pi.json", to_json(results("pi 4", "train", "warm", {exchange(1, 1)})));
    std::ostringstream out;
    std::ostringstream err;
    ReportOptions options;
    options.results = {folder / "pi.json"};
    CHECK(run_report(options, out, err) == 2);
    CHECK_THAT(err.str(), ContainsSubstring("'pi 4' is one of the study's"));
    options.results = {folder.path()};
    CHECK(run_report(options, out, err) == 2);
    CHECK_THAT(err.str(), ContainsSubstring("can't be read"));
}

TEST_CASE("error bars reach a standard deviation to both sides") {
    const std::string svg = to_svg(BarChart{"t", "s", {{"a", 1, 0.25, true}, {"b", 2, 0, true}}});
    // The bar of 1, and the horizontal line of its error bar, whose length is half of the bar's.
    const auto value = [&](std::size_t from, const std::string& name) {
        return std::stod(svg.substr(svg.find(name + "=\"", from) + name.size() + 2));
    };
    const auto bar = svg.find("<rect x=");
    const double begin = value(bar, "x");
    const double length = value(bar, "width");
    bool found = false;
    for (auto line = svg.find("<line"); line != std::string::npos; line = svg.find("<line", line + 1)) {
        found |= std::abs(value(line, "x1") - (begin + 0.75 * length)) < 0.2 &&
                 std::abs(value(line, "x2") - (begin + 1.25 * length)) < 0.2;
    }
    CHECK(found);
}

TEST_CASE("series of one label and kind are one, of those who answered") {
    auto failed = results("here", "train", "warm", {exchange(9, 9)});
    failed.series[0].exchanges[0].status = 500;
    const auto measured = measurements_of({results("here", "train", "warm", {exchange(1, 0.5)}),
                                           results("here", "train", "warm", {exchange(3, 1.5)}), failed,
                                           results("there", "train", "warm", {exchange(8, 7)}),
                                           results("here", "download_data", "warm", {exchange(1, 1)})});
    REQUIRE(measured.size() == 4);
    CHECK(measured[0].size == "here");
    CHECK(measured[0].party == "client");
    CHECK(measured[0].mean == 2);
    CHECK(measured[1].party == "server");
    CHECK(measured[1].mean == 1);
    CHECK(measured[2].size == "there");
}

TEST_CASE("the six charts have the study's bars and ours") {
    const auto charts =
        study_charts(with_published({results("here <&>", "predict", "warm", {exchange(0.0005, 0.0003)})}));
    REQUIRE(charts.size() == 6);
    const std::vector<std::string> names{"train",           "upload",           "predict",
                                         "train_platforms", "upload_platforms", "predict_platforms"};
    const std::vector<std::size_t> bars{8, 8, 10, 4 + 7, 4 + 3, 4 + 3 + 1};
    for (std::size_t i = 0; i < charts.size(); ++i) {
        CHECK(charts[i].name == names[i]);
        CHECK(charts[i].chart.bars.size() == bars[i]);
    }
    const std::string svg = to_svg(charts[5].chart);
    CHECK_THAT(svg, ContainsSubstring(">here &lt;&amp;&gt;, warm</text>"));
    CHECK_THAT(svg, ContainsSubstring(">0.50 ms</text>"));
    // Paper, and a bar for each.
    CHECK(count(svg, "<rect") == 1 + bars[5]);
    CHECK(count(svg, "<rect") + count(svg, "<line") == count(svg, "/>"));
    CHECK_THAT(svg, ContainsSubstring("logarithmic"));
    CHECK(to_png(charts[5].chart).starts_with("\x89PNG"));
    CHECK(to_png(charts[5].chart) == to_png(charts[5].chart));
    CHECK(to_png(charts[5].chart) != to_png(charts[4].chart));
}

TEST_CASE("an axis is logarithmic where it has to be, and bars are as long as what they say") {
    const BarChart near{"t", "s", {{"a", 1, 0.5, false}, {"b", 2, 0, true}}};
    const std::string svg = to_svg(near);
    CHECK_THAT(svg, !ContainsSubstring("logarithmic"));
    const auto width_behind = [&](std::size_t from) {
        const auto at = svg.find("width=\"", svg.find("<rect x=", from)) + 7;
        return std::stod(svg.substr(at));
    };
    const auto first = svg.find("<rect x=");
    CHECK(2 * width_behind(first) == Approx(width_behind(first + 1)).epsilon(0.01));
    CHECK_THAT(to_svg({"t", "s", {{"a", 1, 0, false}, {"b", 1000, 0, false}}}),
               ContainsSubstring("logarithmic"));
    CHECK_THAT(to_svg({"t", "s", {}}), ContainsSubstring("</svg>"));
    CHECK(duration_text(0.0005) == "0.50 ms");
    CHECK(duration_text(0.0123) == "12.3 ms");
    CHECK(duration_text(222.61) == "223 s");
}

TEST_CASE("a cost is the price of the server's time, and of calls") {
    const auto prices = read_prices(
        "size,dollars_per_hour,hours,dollars_per_call,basis\nhere,3.6,every,0.5,\"said, "
        "so\"\naws,0.1,every,0,\n",
        "p");
    REQUIRE(prices.size() == 2);
    CHECK(prices[0].basis == "said, so");
    const auto measured = with_published({results("here", "train", "warm", {exchange(4, 2)}),
                                          results("here", "train", "parallel", {exchange(40, 20)})});
    const auto ours = costs_of(prices[0], "train", measured);
    REQUIRE(ours.size() == 1);
    CHECK(ours[0].dollars == Approx(1000 * (0.5 + 2 * 3.6 / 3600)));
    // Only the client's time was published.
    const auto aws = costs_of(prices[1], "upload", measured);
    REQUIRE(aws.size() == 1);
    CHECK(aws[0].dollars == Approx(1000 * 0.43 * 0.1 / 3600));
    CHECK(read_prices(default_prices(), "default").size() == 7);
    CHECK_THROWS(read_prices("size,dollars_per_hour,hours,dollars_per_call,basis\na,1,sometimes,0,\n", "p"));
    CHECK_THROWS(read_prices("size,dollars_per_hour,hours,dollars_per_call,basis\na,much,every,0,\n", "p"));
}

TEST_CASE("a report has table, ratios, costs and charts, and says what it can't read") {
    const TemporaryFolder folder;
    const std::string file = folder / "here.json";
    const std::string prices = folder / "prices.csv";
    std::ofstream(file) << to_json(results("here", "train", "warm", {exchange(2, 1)}));
    std::ofstream(prices) << "size,dollars_per_hour,hours,dollars_per_call,basis\nhere,7.2,every,0,rent\n";
    std::ostringstream out;
    std::ostringstream err;
    REQUIRE(run_report({{file}, prices, folder / "report"}, out, err) == 0);
    CHECK(err.str().empty());
    const std::string text = out.str();
    CHECK_THAT(text, ContainsSubstring("| pi 4 | server |  | train | 88.59 | 87.83 | 89.35 | 0.32 |\n"));
    CHECK_THAT(text, ContainsSubstring("| **here** | server | warm | train | 1.00000 |"));
    CHECK_THAT(text, ContainsSubstring("| pi 4 | server |  | train | 88.59 | 88.6 times (warm) |\n"));
    // A function's row has none of ours that were asked like it.
    CHECK(count(text, "| 1gb | server | cold | train |") == 1);
    CHECK(count(text, "| pi 4 | server |  | train |") == 2);
    CHECK_THAT(text, ContainsSubstring("| here | 7.2 | 5.26e+03 | 2 (1.00 s server warm) |"));
    CHECK(contents(folder / "report/report.md") == text);
    CHECK_THAT(contents(folder / "report/table.csv"),
               ContainsSubstring("\nhere,server,warm,train,1.000000,"));
    for (const char* chart : {"train", "upload_platforms"}) {
        CHECK(contents(folder / "report" / (std::string(chart) + ".svg")).starts_with("<svg"));
        CHECK(contents(folder / "report" / (std::string(chart) + ".png")).starts_with("\x89PNG"));
    }

    std::ofstream(folder / "other.json") << "{\"label\": 1}";
    CHECK(run_report({{folder / "other.json"}, {}, {}}, out, err) == 2);
    CHECK_THAT(err.str(), ContainsSubstring("other.json is no result of `gasworks bench --json`"));
    CHECK(run_report({{folder / "missing.json"}, {}, {}}, out, err) == 2);
    CHECK_THAT(err.str(), ContainsSubstring("missing.json can't be read"));
    CHECK(run_report({{file}, folder / "missing.csv", {}}, out, err) == 2);
    CHECK(run_report({{file}, {}, file + "/below"}, out, err) == 2);
}
