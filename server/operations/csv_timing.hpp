#pragma once
#include <chrono>
#include <string>
#include <string_view>

namespace eigenfaces::service {

/// The lines that end the text answers of the cloud function edition and that its clients collect: the header
/// and the line of cloudmesh's StopWatch.benchmark for one timer. The tag is the workspace. Machine and user
/// names are left as "None": strangers may read them.
std::string csv_timing(std::string_view timer, std::string_view tag,
                       std::chrono::system_clock::time_point start, std::chrono::duration<double> time);

}  // namespace eigenfaces::service
