#include "storage/storage_error.hpp"

#include <cerrno>
#include <system_error>
#include <utility>

namespace eigenfaces::service {

std::string StorageError::message() const {
    return "cannot " + action + ' ' + path.string() + ": " + reason;
}

StorageError system_error(std::string action, std::filesystem::path path) {
    return system_error(std::move(action), std::move(path), errno);
}

StorageError system_error(std::string action, std::filesystem::path path, int error_number) {
    return {std::move(path), std::move(action), error_number, std::generic_category().message(error_number)};
}

bool is_out_of_space(const StorageError& error) {
    return error.error_number == ENOSPC || error.error_number == EDQUOT;
}

}  // namespace eigenfaces::service
