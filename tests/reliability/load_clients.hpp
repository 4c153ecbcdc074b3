#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/reliability/tally.hpp"

/// What the clients send, and what they must be answered.
struct LoadPlan {
    std::uint16_t port = 0;
    std::string picture;       ///< bytes of the uploaded picture
    std::string picture_name;  ///< under which it is among the uploads
    std::string prediction;    ///< the text answer to predicting it
    std::string train_target;
    std::size_t connections = 64;
    std::chrono::duration<double> time{10};
    std::uint64_t seed = 1;
};

struct LoadResult {
    std::map<std::string, Tally> kinds;  ///< by kind of request
    /// Of /livez, asked a hundred times a second on a connection of its own, while a training ran.
    Tally livez_while_training;
    /// How late the thread that asks for /livez woke up each time, in milliseconds: what the machine, not the
    /// server, adds to an answer's time where it has other work to do.
    std::vector<float> lateness;
    std::size_t trainings = 0;
};

/// Sends the mixed load: on each connection, one request after the other, predictions (6 of 10), predictions
/// of pictures in the request (1), uploads (1), the document, the UI, metrics and readiness (2); besides, one
/// training after the other and /livez.
LoadResult run_load(const LoadPlan& plan);
