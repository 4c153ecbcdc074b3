#pragma once
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>

#include "datasets/archive_writer.hpp"
#include "workspaces/own_data_sets.hpp"

namespace eigenfaces::service {

struct DataSetArchive {
    Archive archive;
    std::string digest;  ///< DataSetDigest of the pictures in it
};

/// A tar.gz of the person folders of a data set, in a folder of its name: NAME/Ada_Lovelace/1.jpg. The same
/// pictures give the same bytes. What is deleted meanwhile may be in it or not.
/// \param folder where it is written, without a name
/// \return nothing where it was stopped
ObjectResult<std::optional<DataSetArchive>> archive_of(const OwnDataSets& data_sets,
                                                       const OwnDataSets::Description& description,
                                                       const std::filesystem::path& folder,
                                                       const std::stop_token& stop);

}  // namespace eigenfaces::service
