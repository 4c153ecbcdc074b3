#pragma once
#include <string_view>

/// The files of this folder, compiled in.
namespace gasworks::bench::study {

extern const std::string_view measurements;
extern const std::string_view prices;

}  // namespace gasworks::bench::study
