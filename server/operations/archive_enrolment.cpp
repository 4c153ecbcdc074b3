#include "operations/archive_enrolment.hpp"

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <spdlog/fmt/fmt.h>
#include <stdexcept>
#include <string>

#include "datasets/extract.hpp"
#include "model/mapped_file.hpp"
#include "operations/own_data_sets.hpp"
#include "operations/picture_storing.hpp"
#include "operations/state_health.hpp"
#include "storage/descriptor.hpp"
#include "storage/staged_folder.hpp"
#include "workspaces/extracted_people.hpp"

namespace eigenfaces::service {

namespace {

using Kind = DataSetFailure::Kind;

/// How much more may be written before the space that is left is looked at again.
constexpr std::uint64_t bytes_between_looks = 8UL << 20U;

DataSetFailure archive_failure(const ExtractionError& error) {
    switch (error.kind) {
        case ExtractionError::Kind::no_space:
            return {Kind::no_space, "the disk is full; nothing was stored"};
        case ExtractionError::Kind::cancelled:
            return {Kind::stopped, "the request was stopped; nothing was stored"};
        case ExtractionError::Kind::disk:
            throw std::runtime_error(error.detail);
        case ExtractionError::Kind::damaged:
        case ExtractionError::Kind::refused:
        case ExtractionError::Kind::too_large:
            break;
    }
    return {Kind::bad_archive, error.detail};
}

/// At most what a data set may have, and as many entries again that are no pictures.
ExtractionLimits extraction_limits(const Limits& limits) {
    constexpr std::uint64_t folders_and_others = 1000;
    ExtractionLimits extraction;
    extraction.max_entries = 2 * limits.own_pictures + folders_and_others;
    extraction.max_total_bytes = limits.own_picture_bytes;
    return extraction;
}

/// For the extraction to read, which is soon: nothing is flushed.
StorageResult<void> put_aside(std::span<const std::byte> archive, const std::filesystem::path& path) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file) return tl::unexpected(system_error("create", path));
    return write_all(file, archive, path);
}

/// Extracts an archive that came with a request.
DataSetResult<void> extract_into(const std::filesystem::path& folder, const std::filesystem::path& file,
                                 std::span<const std::byte> archive, const State& state, const Limits& limits,
                                 const std::stop_token& stop) {
    if (auto written = put_aside(archive, file); !written) {
        if (is_out_of_space(written.error())) return disk_full();
        throw std::runtime_error(written.error().message());
    }
    // What it unpacks to is known when it is done, and others need the disk meanwhile.
    std::stop_source ending;
    const std::stop_callback end(stop, [&] { ending.request_stop(); });
    std::optional<std::string> too_little;
    std::uint64_t looked_at = 0;
    const auto watch_space = [&](const ExtractionProgress& progress) {
        if (too_little || progress.bytes < looked_at + bytes_between_looks) return;
        looked_at = progress.bytes;
        too_little = too_little_space(state, limits.min_free_space);
        if (too_little) ending.request_stop();
    };
    const auto extracted = extract(file, folder, extraction_limits(limits), watch_space, ending.get_token());
    if (too_little) return data_set_failure(Kind::no_space, *std::move(too_little));
    if (!extracted) return tl::unexpected(archive_failure(extracted.error()));
    return {};
}

Enrolled look_at_file(const ExtractedFile& file, const Limits& limits, bool require_face) {
    const auto mapped = MappedFile::open(file.path);
    if (!mapped && mapped.error() == EINVAL) return {file.name, {}, {}, {}, "is empty"};
    if (!mapped) throw std::runtime_error(system_error("read", file.path, mapped.error()).message());
    return look_at_picture({file.name, mapped->bytes()}, limits.picture, require_face);
}

}  // namespace

DataSetResult<std::vector<EnrolledFromArchive>> enrol_archive(State& state, const Limits& limits,
                                                              const WorkspaceId& workspace,
                                                              std::string_view data_set, bool require_face,
                                                              std::span<const std::byte> archive,
                                                              const std::stop_token& stop) {
    const auto place = state.incoming_archives().take();
    if (!place) {
        return data_set_failure(
            Kind::too_many, fmt::format("{} archives are being added to data sets, which is as many as may "
                                        "at once; try again later",
                                        state.incoming_archives().most()));
    }
    // What would be refused in the end is refused before the work is done.
    if (auto storing = PictureStoring::begin(state, limits, workspace, data_set); !storing)
        return tl::unexpected(storing.error());
    auto staged = StagedFolder::create_in(state.data_dir());
    if (!staged && is_out_of_space(staged.error())) return disk_full();
    const StagedFolder staging = value_or_throw(std::move(staged));
    const std::filesystem::path folder = staging.path() / "extracted";
    if (auto extracted = extract_into(folder, staging.path() / "archive", archive, state, limits, stop);
        !extracted) {
        return tl::unexpected(extracted.error());
    }

    const std::vector<ExtractedFile> files = value_or_throw(extracted_files(folder));
    std::vector<EnrolledFromArchive> results;
    for (const ExtractedFile& file : files) {
        EnrolledFromArchive& result = results.emplace_back();
        if (file.person) result.person = file.person->text();
        if (file.problem) {
            result.picture = {file.name, {}, {}, {}, file.problem};
        } else {
            result.picture =
                stop.stop_requested() ? not_looked_at(file.name) : look_at_file(file, limits, require_face);
        }
    }
    if (auto flushed = synchronise_tree(folder); !flushed) {
        if (is_out_of_space(flushed.error())) return disk_full();
        throw std::runtime_error(flushed.error().message());
    }
    auto storing = PictureStoring::begin(state, limits, workspace, data_set);
    if (!storing) return tl::unexpected(storing.error());
    for (std::size_t i = 0; i < files.size(); ++i) {
        if (results[i].picture.problem) continue;
        const std::uint64_t bytes = std::filesystem::file_size(files[i].path);
        storing->adopt(*files[i].person, files[i].path, bytes, results[i].picture);
    }
    storing->flush();
    return results;
}

}  // namespace eigenfaces::service
