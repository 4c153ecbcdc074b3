#if !__has_include(<catch2/catch_all.hpp>)
#define CATCH_CONFIG_MAIN  // Catch2 2 wants its main compiled in one place; Catch2 3 brings it in a library.
#endif
#include "tests/catch.hpp"
