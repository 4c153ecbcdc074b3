#pragma once
#include <string>

#include <nlohmann/json.hpp>

/// The answers of a server on a sample's data to all that can be read of it, by path: what is stored is
/// listed and described, and the uploaded pictures are named. Throws std::runtime_error where an answer is
/// none.
nlohmann::json answers_of(const std::string& base);
