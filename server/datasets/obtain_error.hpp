#pragma once
#include <string>

#include "datasets/download_error.hpp"
#include "datasets/extraction_error.hpp"
#include "objects/object_error.hpp"
#include "storage/storage_error.hpp"

namespace eigenfaces::service {

/// Why a data set could not be had: one list for all the steps, to be mapped in one place.
struct ObtainError {
    enum class Kind {
        unsupported_url,    ///< see DownloadError
        not_reachable,      ///< see DownloadError
        http_status,        ///< see DownloadError
        interrupted,        ///< see DownloadError
        too_large,          ///< the archive, or what is in it
        checksum_mismatch,  ///< see DownloadError
        damaged,            ///< see ExtractionError
        refused,            ///< see ExtractionError; or no folder of pictures is in the archive
        cancelled,
        too_many,  ///< data sets are stored already
        no_space,  ///< the device, or the quota, is full
        disk,
    };
    Kind kind;
    std::string detail;   ///< one sentence, for people
    int http_status = 0;  ///< of the server that was asked, where it answered
};

ObtainError to_obtain_error(DownloadError error);
ObtainError to_obtain_error(ExtractionError error);
ObtainError to_obtain_error(const StorageError& error);
ObtainError to_obtain_error(const ObjectError& error);

}  // namespace eigenfaces::service
