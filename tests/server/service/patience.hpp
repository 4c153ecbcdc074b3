#pragma once
#include <chrono>

/// How long a test waits for what is certain to come. Only a broken server needs it all, or an emulated one.
#ifdef GASWORKS_EMULATED
constexpr std::chrono::seconds patience{1200};
#else
constexpr std::chrono::seconds patience{60};
#endif
