#include "generator/bench/server_timing.hpp"

#include "tests/catch.hpp"

using gasworks::bench::server_timing;

TEST_CASE("a server's own time is read in seconds") {
    CHECK(server_timing("queue;dur=0.1, handler;dur=11.9, total;dur=12.5", "total").value() ==
          Approx(0.0125));
    CHECK(server_timing("total; desc=\"all of it\" ; dur = 2", "total").value() == Approx(0.002));
    CHECK(server_timing("total;dur=0", "total").value() == 0);
}

TEST_CASE("what is no time is none") {
    for (const char* field : {"", "handler;dur=3", "total", "total;dur=", "total;dur=x", "total;dur=1x",
                              "total;dur=-1", "total;dur=nan", "subtotal;dur=1", ";dur=1", ",,;;="}) {
        INFO(field);
        CHECK_FALSE(server_timing(field, "total"));
    }
}
