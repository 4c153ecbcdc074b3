#pragma once
#include <string>

/// Checks that a server on a sample's data trains anew, lists the new model, and predicts with it.
///
/// \param base "http://127.0.0.1:PORT"
void check_that_work_goes_on(const std::string& base);
