#pragma once

/// EIGENFACES_CPU_VARIANTS before a function compiles it for several x86-64 instruction sets; the program
/// takes the best that the processor has when it starts. Elsewhere (on ARM the baseline has NEON) it is
/// nothing, and under sanitizers too: the choice runs before their run-time is ready. Clang, with which we
/// only fuzz, does without.
#if defined(__x86_64__) && !defined(__clang__) && !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)
#define EIGENFACES_CPU_VARIANTS __attribute__((target_clones("arch=x86-64-v4", "arch=x86-64-v3", "default")))
#else
#define EIGENFACES_CPU_VARIANTS
#endif
