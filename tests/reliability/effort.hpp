#pragma once
#include <cstdlib>
#include <cstring>

/// Whether the long form of these tests is wanted: GASWORKS_RELIABILITY=full.
inline bool full_effort() {
    const char* effort = std::getenv("GASWORKS_RELIABILITY");
    return effort != nullptr && std::strcmp(effort, "full") == 0;
}
