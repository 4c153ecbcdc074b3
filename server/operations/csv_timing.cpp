#include "operations/csv_timing.hpp"

#include <spdlog/fmt/chrono.h>
#include <spdlog/fmt/fmt.h>

#include "version.hpp"

namespace eigenfaces::service {

std::string csv_timing(std::string_view timer, std::string_view tag,
                       std::chrono::system_clock::time_point start, std::chrono::duration<double> time) {
    return fmt::format(
        "# csv,timer,status,time,sum,start,tag,msg,uname.node,user,uname.system,platform.version\n"
        "# csv,{0},ok,{1:.6f},{1:.6f},{2:%Y-%m-%d %H:%M:%S},{3},None,None,None,None,gasworks {4}\n",
        timer, time.count(), fmt::gmtime(std::chrono::system_clock::to_time_t(start)), tag, version);
}

}  // namespace eigenfaces::service
