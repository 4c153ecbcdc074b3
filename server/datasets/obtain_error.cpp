#include "datasets/obtain_error.hpp"

#include <stdexcept>
#include <utility>

namespace eigenfaces::service {
namespace {

ObtainError::Kind kind_of(DownloadError::Kind kind) {
    switch (kind) {
        case DownloadError::Kind::unsupported_url:
            return ObtainError::Kind::unsupported_url;
        case DownloadError::Kind::not_reachable:
            return ObtainError::Kind::not_reachable;
        case DownloadError::Kind::http_status:
            return ObtainError::Kind::http_status;
        case DownloadError::Kind::interrupted:
            return ObtainError::Kind::interrupted;
        case DownloadError::Kind::too_large:
            return ObtainError::Kind::too_large;
        case DownloadError::Kind::checksum_mismatch:
            return ObtainError::Kind::checksum_mismatch;
        case DownloadError::Kind::cancelled:
            return ObtainError::Kind::cancelled;
        case DownloadError::Kind::no_space:
            return ObtainError::Kind::no_space;
        case DownloadError::Kind::disk:
            return ObtainError::Kind::disk;
    }
    throw std::logic_error("a download error of no kind");
}

ObtainError::Kind kind_of(ExtractionError::Kind kind) {
    switch (kind) {
        case ExtractionError::Kind::damaged:
            return ObtainError::Kind::damaged;
        case ExtractionError::Kind::refused:
            return ObtainError::Kind::refused;
        case ExtractionError::Kind::too_large:
            return ObtainError::Kind::too_large;
        case ExtractionError::Kind::cancelled:
            return ObtainError::Kind::cancelled;
        case ExtractionError::Kind::no_space:
            return ObtainError::Kind::no_space;
        case ExtractionError::Kind::disk:
            return ObtainError::Kind::disk;
    }
    throw std::logic_error("an extraction error of no kind");
}

}  // namespace

ObtainError to_obtain_error(DownloadError error) {
    return {kind_of(error.kind), std::move(error.detail), error.http_status};
}

ObtainError to_obtain_error(ExtractionError error) {
    return {kind_of(error.kind), std::move(error.detail), 0};
}

ObtainError to_obtain_error(const StorageError& error) {
    const bool full = is_out_of_space(error);
    return {full ? ObtainError::Kind::no_space : ObtainError::Kind::disk, error.message(), 0};
}

ObtainError to_obtain_error(const ObjectError& error) {
    switch (error.kind) {
        case ObjectError::Kind::no_space:
            return {ObtainError::Kind::no_space, error.message, 0};
        case ObjectError::Kind::stopped:
            return {ObtainError::Kind::cancelled, error.message, 0};
        case ObjectError::Kind::too_large:
            return {ObtainError::Kind::too_large, error.message, 0};
        case ObjectError::Kind::unavailable:
        case ObjectError::Kind::denied:
        case ObjectError::Kind::damaged:
            break;
    }
    // The store is to a shared server what the disk is to another: tried again, it may work.
    return {ObtainError::Kind::disk, error.message, 0};
}

}  // namespace eigenfaces::service
