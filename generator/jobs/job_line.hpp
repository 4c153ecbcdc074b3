#pragma once
#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

namespace gasworks::jobs {

/// How a job stands, in one line: "train  grid_search  [#########-------]  62 %  12 s left". `width`: columns
/// for all of it; the bar takes what is left, and is left out where that is little. Members that are missing
/// are passed over.
std::string job_line(const nlohmann::json& job, std::size_t width);

/// How it ended: "train succeeded after 3 s", or "train failed: no person has 70 pictures".
std::string end_line(const nlohmann::json& job);

}  // namespace gasworks::jobs
