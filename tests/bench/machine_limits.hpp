#pragma once

#include <cstddef>

/// What the machine can do at most, measured: the yardsticks of the stages of a training.

/// Floating-point operations per second of OpenBLAS' dgemm on large matrices, one call per thread.
double peak_dgemm_rate(std::size_t threads);

/// Bytes per second that the threads read from memory together, from arrays that no cache holds.
double memory_read_rate(std::size_t threads);
