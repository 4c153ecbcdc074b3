#include "operations/csv_timing.hpp"

#include "tests/catch.hpp"
#include "version.hpp"

using namespace eigenfaces::service;

TEST_CASE("the timing lines are cloudmesh's") {
    const std::chrono::system_clock::time_point start{std::chrono::seconds(1'700'000'000)};
    CHECK(csv_timing("train_server", "7", start, std::chrono::milliseconds(1500)) ==
          "# csv,timer,status,time,sum,start,tag,msg,uname.node,user,uname.system,platform.version\n"
          "# csv,train_server,ok,1.500000,1.500000,2023-11-14 22:13:20,7,None,None,None,None,gasworks " +
              std::string(version) + "\n");
}
