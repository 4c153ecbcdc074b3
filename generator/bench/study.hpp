#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace gasworks::bench {

/// A row of the study's table. Times are in seconds.
struct Measurement {
    std::string size;   ///< the platform: "1gb", "aws", or the label of a result
    std::string party;  ///< "client" or "server"
    std::string type;   ///< "cold", "warm", "parallel"; empty for the study's virtual machines and devices
    std::string test;   ///< "train"
    double mean = 0;
    double min = 0;
    double max = 0;
    double deviation = 0;  ///< of single requests
    /// What the study prints as std; for its functions the standard error of 30 requests.
    double printed_deviation = 0;
    bool is_published = false;
};

/// All rows of the study's table 1, in its order.
std::vector<Measurement> published_measurements();

/// Whether the study measured a platform as functions: its cold and warm requests were 30 at a time.
bool is_function(const Measurement& measurement);

/// The text of study/prices.csv.
std::string_view default_prices();

}  // namespace gasworks::bench
