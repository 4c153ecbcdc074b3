#include "generator/bench/results.hpp"

#include <nlohmann/json.hpp>

#include "tests/catch.hpp"

using namespace gasworks::bench;

namespace {

Exchange exchange(double total, std::optional<double> server = std::nullopt) {
    Exchange made;
    made.status = 200;
    made.connected = 0.001;
    made.first_byte = total / 2;
    made.total = total;
    made.server = server;
    return made;
}

Exchange refused() {
    Exchange made;
    made.status = 503;
    made.body = "busy";
    made.total = 0.0001;
    return made;
}

Results two_series() {
    Results results;
    results.label = "Pi 4, \"4 GB\"";
    results.service = "EigenfacesSVM 0.1.0";
    results.machine.processor = "a | b";
    results.machine.cores = 4;
    results.series = {{"train", "warm", 1, 6, {exchange(2, 1.5), exchange(4, 3.5)}},
                      {"predict", "parallel", 30, 0.02, {exchange(0.010), refused()}}};
    return results;
}

}  // namespace

TEST_CASE("the table has the study's columns first, and a row for each party that was measured") {
    const std::string csv = to_csv(two_series());
    CHECK(csv.starts_with(
        "size,party,type,test,mean,min,max,std,count,failed,p50,p90,p99,at_a_time,requests_per_second\n"));
    CHECK_THAT(csv, ContainsSubstring(
                        "\n\"Pi 4, \"\"4 GB\"\"\",client,warm,train,3.000000,2.000000,4.000000,1.414214,2,0,"
                        "2.000000,4.000000,4.000000,1,0.33\n"));
    CHECK_THAT(csv, ContainsSubstring(",server,warm,train,2.500000,1.500000,3.500000,"));
    // No server time was told, and none is made up.
    CHECK_THAT(csv, !ContainsSubstring(",server,parallel,predict"));
}

TEST_CASE("a request that is refused is counted, and its time is not") {
    const Results results = two_series();
    CHECK(results.failed() == 1);
    CHECK_THAT(
        to_csv(results),
        ContainsSubstring(",client,parallel,predict,0.010000,0.010000,0.010000,0.000000,1,1,0.010000,"));
    Results all_refused = results;
    all_refused.series[1].exchanges = {refused(), refused()};
    CHECK_THAT(to_markdown(all_refused),
               ContainsSubstring("| predict | parallel | | | | | | | | | 0 | 2 | 30 | 0.0 |"));
}

TEST_CASE("every measurement is kept in JSON, with the machine") {
    const auto json = nlohmann::json::parse(to_json(two_series()));
    CHECK(json["machine"]["cores"] == 4);
    REQUIRE(json["series"].size() == 2);
    CHECK(json["series"][0]["exchanges"][1]["server"] == 3.5);
    CHECK_FALSE(json["series"][1]["exchanges"][0].contains("server"));
    CHECK(json["series"][1]["exchanges"][1]["error"] == "busy");
    CHECK_FALSE(json["series"][1]["exchanges"][0].contains("error"));
}

TEST_CASE("what is text stays within its cell") {
    CHECK_THAT(to_markdown(two_series()), ContainsSubstring("a \\| b"));
}
