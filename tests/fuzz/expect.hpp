#pragma once
#include <cstdio>
#include <cstdlib>

/// Ends the program, which is a finding, where what should always hold does not.
inline void expect(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}
