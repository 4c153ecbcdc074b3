#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "model/align.hpp"
#include "model/cluster/team.hpp"
#include "model/features.hpp"
#include "model/picture.hpp"
#include "model/progress.hpp"

namespace eigenfaces {

/// A picture that there is nothing to learn from.
struct LeftOut {
    std::string path;    ///< relative to the folder of the data set
    std::string reason;  ///< why no face was cut out of it
};

/// What became of a picture that a face was to be cut out of.
struct CutFace {
    std::optional<FaceSums> sums;  ///< nothing where no face was found
    std::string reason;            ///< why not
};

/// Cuts the face out of an encoded picture. Called from many threads at once.
using FaceCutter = std::function<tl::expected<CutFace, PictureError>(std::span<const std::byte> bytes,
                                                                     const PictureLimits& limits)>;

/// Faces of known people, in the order in which training uses them.
struct DataSet {
    std::size_t n_features = 0;
    /// n_samples rows of n_features values.
    std::vector<float> features;
    /// Index into `names`, one per sample.
    std::vector<std::uint32_t> labels;
    /// The people, sorted by folder name; '_' reads as a space.
    std::vector<std::string> names;
    /// Path of each sample relative to the folder of the data set, e.g. "Tony_Blair/Tony_Blair_0042.jpg".
    std::vector<std::string> paths;
    /// "sha256:" and 64 hexadecimal digits over what training sees: for every sample its path, a zero byte,
    /// and its channel sums as 16-bit little-endian numbers, in the order of this data set.
    std::string digest;

    /// How the faces were cut out of their pictures.
    Align align = Align::none;
    /// People with fewer pictures were left out.
    std::size_t min_faces_per_person = 0;
    /// Pictures that no face was found in; the samples are without them.
    std::vector<LeftOut> left_out;

    /// Pictures whose faces came from the cache.
    std::size_t n_cached = 0;
    /// What was wrong with the cache, if something was: the data set is right all the same.
    std::optional<std::string> cache_problem;

    std::size_t n_samples() const { return labels.size(); }
};

struct DataSetOptions {
    /// People with fewer pictures are left out.
    std::size_t min_faces_per_person = 70;
    /// Seed of the shuffle (NumPy's RandomState).
    std::uint32_t shuffle_seed = 42;
    /// Threads that decode; 0 means one per processor.
    std::size_t threads = 0;
    PictureLimits picture_limits = {};
    /// A file with the faces that were decoded before (model/face_cache.hpp); made and kept up to date where
    /// it is given. Its folder exists.
    std::optional<std::filesystem::path> cache = {};
    /// How faces are cut out.
    Align align = Align::none;
    /// By what they are, for another value than Align::none (model/faces/face_cutter.hpp).
    FaceCutter cutter = {};
    /// Bytes that it takes on each thread, beside the decoded picture.
    std::uint64_t cutter_memory = 0;
    /// Asked once the files are listed and before one is read: why so many pictures of so many people can't
    /// be taken.
    std::function<std::optional<std::string>(std::size_t n_samples, std::size_t n_people)> refuse = {};
};

struct DataSetError {
    enum class Kind {
        no_such_folder,
        no_people,      ///< no person has min_faces_per_person pictures
        same_name,      ///< two folders read as one name, such as A_B and "A B"
        bad_name,       ///< a person's folder has a name that is not UTF-8
        unreadable,     ///< something in a person's folder is not a file
        disk,           ///< reading failed: the disk's or the process's trouble, no fault of the data set
        bad_picture,    ///< a file is not a whole JPEG or PNG picture
        no_faces,       ///< in none of a person's pictures a face was found
        out_of_memory,  ///< the machine had no memory left to decode a file
        refused,        ///< by DataSetOptions::refuse
        cancelled,
    };
    Kind kind = Kind::no_such_folder;
    std::string message;  ///< names the file or folder
};

/// Reads a folder of person folders (the layout of LFW: Ariel_Sharon/Ariel_Sharon_0001.jpg) as the reference
/// does: people and files sorted as Python's sorted() does (by code points), everything in a person's folder
/// is a picture, the samples shuffled by RandomState(shuffle_seed). A file that does not decode is an error
/// that names it; one that no face is found in is left out.
tl::expected<DataSet, DataSetError> load_data_set(const std::filesystem::path& folder,
                                                  const DataSetOptions& options,
                                                  const Progress& progress = {}, std::stop_token stop = {});

/// The same by a team: the first rank lists the files, each reads its share of them, all get all faces. The
/// digest, what was left out and the cache are the first rank's affair.
tl::expected<DataSet, DataSetError> load_data_set(const std::filesystem::path& folder,
                                                  const DataSetOptions& options, cluster::Team& team,
                                                  const Progress& progress = {}, std::stop_token stop = {});

}  // namespace eigenfaces
