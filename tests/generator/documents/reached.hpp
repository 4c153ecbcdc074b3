#pragma once
#include <string>

/// What the operations of the documents' services throw: the request has passed every check.
struct Reached {
    std::string operation_id;
};
